import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { CloudFormation } from '../services/cloudformation/model/cloudformation.js';
import type { CloudFront } from '../services/cloudfront/model/cloudfront.js';
import type { Distributions } from '../services/cloudfront/model/distributions.js';
import type { FaultRecord, FaultSpec } from './fault.js';
import type { FaultRegister } from './fault-register.js';

export interface FaultTargets {
  cloudFormation: CloudFormation;
  cloudFront: CloudFront;
}

/** What is wrong with a sandbox: for tests, and for the HTTP interface that the commands use. */
export class Faults {
  readonly #register: FaultRegister;
  readonly #targets: () => FaultTargets;

  /** @param targets asked whenever a fault is added: a reset of the sandbox replaces them */
  constructor(register: FaultRegister, targets: () => FaultTargets) {
    this.#register = register;
    this.#targets = targets;
  }

  /**
   * Makes a fault active, or does at once what happens only once.
   *
   * @returns the id of an active fault
   * @throws ServiceError when there is no such distribution or stack, or the stack cannot be in that status
   */
  add(spec: FaultSpec): string | undefined {
    switch (spec.kind) {
      case 'foreign-change':
        dropFunctions(this.#targets().cloudFront.distributions, spec.distributionId);
        return undefined;
      case 'stack-status':
        this.#targets().cloudFormation.putInStatus(spec);
        return undefined;
      default:
        return this.#register.add(spec);
    }
  }

  list(): FaultRecord[] {
    return this.#register.list();
  }

  /** Ends one fault, or all. @returns how many ended */
  clear(id?: string): number {
    return this.#register.clear(id);
  }
}

/**
 * Updates a distribution as a stack does whose template does not name the functions that cvs associated: the functions
 * are gone afterwards.
 */
function dropFunctions(distributions: Distributions, distributionId: string): void {
  const { config, etag } = distributions.get(distributionId);
  const changed: DistributionConfig = structuredClone(config);
  for (const behavior of [changed.DefaultCacheBehavior, ...(changed.CacheBehaviors?.Items ?? [])]) {
    if (behavior) behavior.LambdaFunctionAssociations = { Quantity: 0 };
  }
  distributions.update(distributionId, changed, etag);
}
