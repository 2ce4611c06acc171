import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { LostRegions } from '../lost-regions.js';
import type { OriginFaults } from '../origins/stream-faults.js';
import type { CloudFormation } from '../services/cloudformation/model/cloudformation.js';
import type { CloudFront } from '../services/cloudfront/model/cloudfront.js';
import type { Distributions } from '../services/cloudfront/model/distributions.js';
import { EDGE_REGIONS } from '../services/lambda/model/lambda.js';
import { ServiceError } from '../services/service-error.js';
import type { FaultRecord, FaultSpec } from './fault.js';
import type { FaultRegister } from './fault-register.js';

export interface FaultTargets {
  cloudFormation: CloudFormation;
  cloudFront: CloudFront;
  /** The live origins of the sandbox. */
  origins: readonly { region: string; faults: OriginFaults }[];
  lost: LostRegions;
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
   * @throws ServiceError when the region has no stream, when the distribution or stack does not exist, or when the
   * stack cannot be in that status
   */
  add(spec: FaultSpec): string | undefined {
    switch (spec.kind) {
      case 'foreign-change':
        dropFunctions(this.#targets().cloudFront.distributions, spec.distributionId);
        return undefined;
      case 'stack-status':
        this.#targets().cloudFormation.putInStatus(spec);
        return undefined;
      case 'stream': {
        const { kind: _kind, region, forSeconds: _forSeconds, ...fault } = spec;
        return this.#register.add(spec, this.#stream(region).add(fault));
      }
      case 'region':
        return this.#register.add(spec, spec.how === 'lost' ? this.#lose(spec.region) : undefined);
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

  /**
   * @returns brings the region back
   * @throws ServiceError where the loss of it could not be noticed: its name may be mistyped
   */
  #lose(region: string): () => void {
    const { origins, lost } = this.#targets();
    const known = [...new Set([...origins.map((one) => one.region), ...EDGE_REGIONS])];
    if (!known.includes(region)) {
      const message = `Nothing would change without ${region}: streams and edges of the sandbox are in ${known.join(', ')}.`;
      throw new ServiceError('InvalidFault', message);
    }
    const ends = [
      lost.lose(region),
      ...origins.filter((origin) => origin.region === region).map(({ faults }) => faults.add({ how: 'refuse' })),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  #stream(region: string): OriginFaults {
    const { origins } = this.#targets();
    const origin = origins.find((one) => one.region === region);
    if (origin) return origin.faults;
    const regions = origins.map((one) => one.region).join(' and ');
    throw new ServiceError('InvalidFault', `${region} has no live stream. Streams are in ${regions}.`);
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
