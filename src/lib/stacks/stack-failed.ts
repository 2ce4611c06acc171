import { CvsError } from '../errors.js';
import type { FailureCause } from './failure-cause.js';

/** The stack's events in the CloudFormation console. */
export function consoleLink(region: string, stackId: string): string {
  const query = `region=${region}#/stacks/events?stackId=${encodeURIComponent(stackId)}`;
  return `https://${region}.console.aws.amazon.com/cloudformation/home?${query}`;
}

/** What to do about the commonest refusals, by the service's wording. */
const ADVICE: readonly { when: RegExp; advice: string }[] = [
  {
    when: /already exists/i,
    advice: 'Something of that name is there already: delete it, or give the cluster another `name`.',
  },
  {
    when: /not authorized|access ?denied|forbidden/i,
    advice: 'The credentials that deploy lack this permission: ask for it, or use another AWS_PROFILE.',
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

/** What a failed operation left, for those who do not know the statuses by heart. */
const LEFT: Readonly<Record<string, string>> = {
  CREATE_FAILED: 'what it had made is kept',
  ROLLBACK_COMPLETE: 'what it had made is deleted again',
  ROLLBACK_FAILED: 'not all that it had made could be deleted again',
  DELETE_COMPLETE: 'it is deleted again',
  UPDATE_ROLLBACK_COMPLETE: 'it is as it was before',
  UPDATE_ROLLBACK_FAILED: 'it is stuck on the way back to what it was',
};

/** A stack's operation that failed; the cause's parts are there for scripts. */
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
    /** Where the operation left the stack. */
    status: string;
    cause: FailureCause | undefined;
    suggestions?: readonly string[];
  }) {
    const { stackName, region, cause, status } = options;
    const consoleUrl = consoleLink(region, options.stackId);
    const advice = ADVICE.find(({ when }) => cause && when.test(cause.reason))?.advice;
    const what = cause
      ? `${cause.logicalId} (${cause.resourceType}): ${cause.reason}`
      : 'CloudFormation gave no reason.';
    super({
      code: 'STACK_FAILED',
      message: `Stack ${stackName} in ${region} ended ${status}${LEFT[status] ? ` (${LEFT[status]})` : ''}. ${what}`,
      suggestions: [
        ...(advice ? [advice] : []),
        ...(options.suggestions ?? ['Mend the cause and run `cvs deploy` again: it goes on from where things are.']),
        `All events: ${consoleUrl}`,
      ],
    });
    this.stackName = stackName;
    this.region = region;
    this.logicalId = cause?.logicalId;
    this.resourceType = cause?.resourceType;
    this.reason = cause?.reason;
    this.consoleUrl = consoleUrl;
  }
}
