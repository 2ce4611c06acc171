import type { ResourceChange } from '../stacks/describe-changes.js';
import type { StackPlan } from '../stacks/plan-stack.js';
import type { DeployOptions } from './deploy-options.js';

/** What a plan works with: what the deployment would, but for how it is carried out. */
export type PlanOptions = Omit<DeployOptions, 'createBuckets' | 'detach'>;

/** What a deployment would do in one step. */
export interface PlannedStep {
  /** As in the deployment's own graph. */
  id: string;
  title: string;
  region?: string;
  after: readonly string[];
  action: StackPlan['action'];
  /** One line. */
  why?: string;
  /** Of a stack: what happens to its resources. */
  changes?: readonly ResourceChange[];
}
