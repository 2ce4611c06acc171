import type { TemplateName } from '../assets/assets.js';
import type { MergedMaster } from '../playlist/merge/merge.js';
import type { StackResult } from '../stacks/stack.js';

/** A stack that a deployment was to bring up to date. */
export interface DeployedStack {
  stackName: string;
  region: string;
  template: TemplateName;
  status: StackResult['status'] | 'failed' | 'interrupted' | 'skipped';
  seconds: number;
}

/** What became of a stream distribution. */
export interface DistributionChange {
  region: string;
  distributionId: string;
  change: 'attached' | 'unchanged';
}

/** What steps hand on to those after them, filled as they go. */
export interface DeployRecord {
  /** By step id. */
  stacks: Map<string, StackResult>;
  distributionChanges: DistributionChange[];
  merged?: MergedMaster;
}

/** The outputs of a stack whose step is done: steps run only after what they need. */
export function outputsOf(record: DeployRecord, stepId: string): Readonly<Record<string, string>> {
  const result = record.stacks.get(stepId);
  if (!result) throw new Error(`Stack step ${stepId} is not done.`);
  return result.outputs;
}
