import type { Clock } from '../../lib/clock.js';
import type { CloudFormationService } from '../services/cloudformation/model/cloudformation.js';
import type { CloudFrontService } from '../services/cloudfront/model/cloudfront.js';
import type { FaultRecord, FaultSpec } from './fault.js';
import { FaultRegister } from './fault-register.js';
import { foreignChange } from './foreign-change.js';

export interface FaultTargets {
  cloudFormation: CloudFormationService;
  cloudFront: CloudFrontService;
}

/** What is wrong with a sandbox, for whoever holds it: tests, and the HTTP interface that the commands use. */
export class Faults {
  readonly register: FaultRegister;
  readonly #targets: () => FaultTargets;

  /** @param targets asked only when a fault is added: they come into being with the sandbox */
  constructor(clock: Clock, targets: () => FaultTargets) {
    this.register = new FaultRegister(clock);
    this.#targets = targets;
  }

  /**
   * Lets a fault begin, or does what is done once and for all.
   *
   * @returns the id of a fault that stands
   * @throws ServiceError when there is no such distribution or stack, or the stack cannot be in that status
   */
  add(spec: FaultSpec): string | undefined {
    switch (spec.kind) {
      case 'foreign-change':
        foreignChange(this.#targets().cloudFront.distributions, spec.distributionId);
        return undefined;
      case 'stack-status':
        this.#targets().cloudFormation.putInStatus(spec);
        return undefined;
      default:
        return this.register.add(spec);
    }
  }

  list(): FaultRecord[] {
    return this.register.list();
  }

  /** Ends one fault, or all. @returns how many ended */
  clear(id?: string): number {
    return this.register.clear(id);
  }
}
