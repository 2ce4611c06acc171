import { CvsError } from '../errors.js';
import type { FailureCause } from './failure-cause.js';

/** The stack's events in the CloudFormation console. */
export function consoleLink(region: string, stackId: string): string {
  const query = `region=${region}#/stacks/events?stackId=${encodeURIComponent(stackId)}`;
  return `https://${region}.console.aws.amazon.com/cloudformation/home?${query}`;
}

/** What to do about the most common refusals, recognised by the service's message. */
const ADVICE: readonly { when: RegExp; advice: string }[] = [
  {
    when: /already exists/i,
    advice: 'A resource with this name already exists: delete it, or give the cluster another `name`.',
  },
  {
    when: /not authorized|access ?denied|forbidden/i,
    advice: 'The credentials in use lack this permission: ask for it, or use another AWS_PROFILE.',
  },
  {
    when: /limit|quota|too many/i,
    advice: 'Raise the quota in the Service Quotas console, or delete what is no longer needed.',
  },
  {
    when: /NoSuchKey|S3 ?Error|bucket/i,
    advice: 'Check that the assets are published where the cluster file says: `cvs assets publish`.',
  },
];

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
    const advice = ADVICE.find(({ when }) => cause && when.test(cause.reason ?? ''))?.advice;
    const what = cause
      ? `${cause.logicalId} (${cause.resourceType}): ${cause.reason ?? ''}`
      : 'CloudFormation gave no reason.';
    super({
      code: 'STACK_FAILED',
      message: `Stack ${stackName} in ${region} ended ${status}${LEFT[status] ? ` (${LEFT[status]})` : ''}. ${what}`,
      suggestions: [...(advice ? [advice] : []), ...(options.suggestions ?? []), `All events: ${consoleUrl}`],
    });
    this.stackName = stackName;
    this.region = region;
    this.logicalId = cause?.logicalId;
    this.resourceType = cause?.resourceType;
    this.reason = cause?.reason;
    this.consoleUrl = consoleUrl;
  }
}
