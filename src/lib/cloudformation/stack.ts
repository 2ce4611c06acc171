import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { Report } from '../progress.js';

/** A stack as it should be. */
export interface StackDefinition {
  name: string;
  region: string;
  /** Sent in the request up to 51,200 bytes, else {@link templateUrl} is. Always needed, to see whether it changed. */
  templateBody: string;
  /** URL of the same template in S3. */
  templateUrl?: string;
  /** Every parameter of the template that has no default; those with one may be left out. */
  parameters: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
  /** Left as it is when absent. */
  terminationProtection?: boolean;
  /** Role that CloudFormation uses; absent: the caller's permissions, or the role that the stack already has. */
  roleArn?: string;
  /** SNS topics that get the stack's events; absent: left as they are. */
  notificationArns?: readonly string[];
  /** Logical ids of resources to skip when the rollback of an update is stuck on them. */
  skipResources?: readonly string[];
  /** What happens to resources when the stack's first creation fails. Default rollback. */
  onFailure?: 'rollback' | 'keep' | 'delete';
}

export interface StackResult {
  /** `under-way`: the operation was started, or found under way, and not waited for. */
  status: 'created' | 'updated' | 'unchanged' | 'under-way';
  stackId: string;
  outputs: Readonly<Record<string, string>>;
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
  /** Start operations without waiting for them. */
  detach?: boolean;
  /** Role that CloudFormation uses; absent: the role that the stack already has, or the caller's permissions. */
  roleArn?: string;
}

/** A name for an operation: CloudFormation executes a request that is sent twice only once. */
export function operationName(context: StackContext): string {
  return `cvs-${context.clock.now().toString(36)}-${Math.floor(context.random() * 1e9).toString(36)}`;
}

/** Seconds since a moment of the monotonic clock, to a tenth. */
export function secondsSince(clock: Clock, startMs: number): number {
  return Math.round((clock.monotonic() - startMs) / 100) / 10;
}
