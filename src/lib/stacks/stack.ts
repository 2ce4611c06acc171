import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { Report } from '../progress.js';

export type Capability = 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | 'CAPABILITY_AUTO_EXPAND';

/** A stack as it should be. */
export interface StackDefinition {
  name: string;
  region: string;
  /** Sent in the request up to 51,200 bytes, else {@link templateUrl} is. Always needed to see that nothing changed. */
  templateBody: string;
  /** Where the same template is in S3. */
  templateUrl?: string;
  /** Every parameter of the template that has no default; those with one may be left out. */
  parameters: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
  capabilities: readonly Capability[];
  /** Left as it is when absent. */
  terminationProtection?: boolean;
  /** Role that CloudFormation works with; absent: the caller's rights, or the role that the stack has. */
  roleArn?: string;
  /** SNS topics that get the stack's events; absent: left as they are. */
  notificationArns?: readonly string[];
  /** Logical ids to leave as they are where the rollback of an update got stuck on them. */
  skipResources?: readonly string[];
  /** What becomes of resources when the stack's first creation fails. Default rollback. */
  onFailure?: 'rollback' | 'keep' | 'delete';
}

export interface StackResult {
  /** `under-way`: started, or found at work, and not waited for. */
  status: 'created' | 'updated' | 'unchanged' | 'under-way';
  stackId: string;
  outputs: Readonly<Record<string, string>>;
  /** How long it took here. */
  seconds: number;
}

/** What every step of a stack's deployment or deletion works with. */
export interface StackContext {
  clients: AwsClients;
  clock: Clock;
  /** Uniform in [0, 1): jitter, and names of change sets. */
  random: () => number;
  report: Report;
  signal: AbortSignal;
  /** Id of the step on whose behalf events are reported. */
  stepId: string;
  region: string;
  stackName: string;
  /** Start what there is to do, and wait for none of it. */
  detach?: boolean;
}

/** A name for an operation, so that a request that is sent twice is carried out once. */
export function operationName(context: StackContext): string {
  return `cvs-${context.clock.now().toString(36)}-${Math.floor(context.random() * 1e9).toString(36)}`;
}

/** Seconds since a moment of the monotonic clock, to a tenth. */
export function secondsSince(clock: Clock, startMs: number): number {
  return Math.round((clock.monotonic() - startMs) / 100) / 10;
}
