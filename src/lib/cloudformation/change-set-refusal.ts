import type { OperationEvent } from '@aws-sdk/client-cloudformation';
import { CvsError } from '../errors.js';
import { LONGEST_SENTENCE, outsideText } from '../outside-text.js';
import { callCloudFormation } from './cloudformation-call.js';
import type { StackContext } from './stack.js';

/** What CloudFormation's validations and the account's hooks have against a change set or an operation. */
export interface Refusals {
  /** One line each: the resource, and what is wrong with it. */
  reasons: readonly string[];
  /** They could not be read for want of `cloudformation:DescribeEvents`. */
  denied: boolean;
}

/**
 * Reads why CloudFormation refused a change set, or an operation on a stack, before anything was made. The change set itself
 * says only which validation it was ("Validate stack deployments", CloudFormation User Guide), and with its deletion the reasons
 * are gone. Never rejects: whoever asks has a reason already, if a worse one.
 *
 * @param changeSetId ARN; without it the events of the whole stack are read
 */
export async function readRefusals(context: StackContext, stackId: string, changeSetId?: string): Promise<Refusals> {
  try {
    const events = await callCloudFormation(context, 'DescribeEvents', async (client, sdk) => {
      const input = { StackName: stackId, ChangeSetName: changeSetId, Filters: { FailedEvents: true } };
      const found: OperationEvent[] = [];
      for await (const page of sdk.paginateDescribeEvents({ client }, input, { abortSignal: context.signal })) {
        found.push(...(page.OperationEvents ?? []));
      }
      return found;
    });
    return { reasons: [...new Set(events.flatMap(reasonIn))], denied: false };
  } catch (error) {
    return { reasons: [], denied: error instanceof CvsError && error.code === 'ACCESS_DENIED' };
  }
}

function reasonIn(event: OperationEvent): string[] {
  if (event.ValidationFailureMode === 'WARN' || event.HookFailureMode === 'WARN') return [];
  const { ValidationStatusReason, ValidationPath, HookStatusReason, HookType, LogicalResourceId, ResourceType } = event;
  const why = ValidationStatusReason ?? (HookStatusReason && `${HookType}: ${HookStatusReason}`);
  if (!why) return [];
  const resource = LogicalResourceId ?? ValidationPath;
  const what = resource && (ResourceType ? `${resource} (${ResourceType})` : resource);
  // The path says more than the resource only where it leads into it.
  const where = ValidationPath?.split('/').slice(3).join('.');
  return [outsideText(`${what ? `${what}: ` : ''}${why}${where ? ` (at ${where})` : ''}`, LONGEST_SENTENCE)];
}
