import { adviceFor } from '../aws/advice.js';
import { CvsError } from '../errors.js';
import type { FailureCause } from './failure-cause.js';

/** The stack's events in the CloudFormation console. */
export function consoleLink(region: string, stackId: string): string {
  const query = `region=${region}#/stacks/events?stackId=${encodeURIComponent(stackId)}`;
  return `https://${region}.console.aws.amazon.com/cloudformation/home?${query}`;
}

/** What each status means for the stack after a failed operation. */
const LEFT: Readonly<Record<string, string>> = {
  CREATE_FAILED: 'the resources that it had created are kept',
  ROLLBACK_COMPLETE: 'the resources that it had created are deleted again',
  ROLLBACK_FAILED: 'some resources that it had created could not be deleted again',
  DELETE_COMPLETE: 'it is deleted again',
  UPDATE_ROLLBACK_COMPLETE: 'it is as it was before',
  UPDATE_ROLLBACK_FAILED: 'its rollback is stuck',
};

/** A failed operation of a stack. Scripts can read the parts of the cause. */
export class StackFailedError extends CvsError {
  readonly stackName: string;
  readonly region: string;
  /** Where the operation left the stack. */
  readonly status: string;
  readonly logicalId?: string;
  readonly resourceType?: string;
  readonly reason?: string;
  readonly consoleUrl: string;

  constructor(options: {
    stackName: string;
    region: string;
    stackId: string;
    /** Where the operation left the stack; undefined when CloudFormation no longer knows it. */
    status: string | undefined;
    cause: FailureCause | undefined;
    suggestions?: readonly string[];
  }) {
    const { stackName, region, cause, status = 'DELETE_COMPLETE' } = options;
    const consoleUrl = consoleLink(region, options.stackId);
    const what = cause
      ? `${cause.logicalId} (${cause.resourceType}): ${cause.reason ?? ''}`
      : 'CloudFormation gave no reason.';
    super({
      code: 'STACK_FAILED',
      message: `Stack ${stackName} in ${region} ended ${status}${LEFT[status] ? ` (${LEFT[status]})` : ''}. ${what}`,
      suggestions: [...adviceFor(cause?.reason ?? ''), ...(options.suggestions ?? []), `All events: ${consoleUrl}`],
    });
    this.stackName = stackName;
    this.region = region;
    this.status = status;
    this.logicalId = cause?.logicalId;
    this.resourceType = cause?.resourceType;
    this.reason = cause?.reason;
    this.consoleUrl = consoleUrl;
  }
}
