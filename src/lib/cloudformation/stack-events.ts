import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { LONGEST_SENTENCE, outsideText } from '../outside-text.js';
import { callCloudFormation } from './cloudformation-call.js';
import type { StackContext } from './stack.js';

/** One event of a stack or of one of its resources. */
export interface StackEventRecord {
  id: string;
  logicalId: string;
  physicalId: string;
  resourceType: string;
  status: string;
  reason?: string;
  /** Whether the event is about the stack itself. */
  ofStack: boolean;
  /** Why a hook refuses the resource or the stack, with the hook's name; its own event does not say it. */
  hookReason?: string;
}

/**
 * Events that are newer than the first for which `stop` is true, oldest first. CloudFormation lists the newest first,
 * so only pages with new events are read.
 */
export function readEventsSince(
  context: StackContext,
  stackId: string,
  stop: (event: StackEventRecord) => boolean,
): Promise<StackEventRecord[]> {
  return callCloudFormation(context, 'DescribeStackEvents', async (client, sdk) => {
    const events: StackEventRecord[] = [];
    const pages = sdk.paginateDescribeStackEvents({ client }, { StackName: stackId }, { abortSignal: context.signal });
    for await (const page of pages) {
      for (const event of page.StackEvents ?? []) {
        const record: StackEventRecord = {
          id: event.EventId ?? '',
          logicalId: event.LogicalResourceId ?? '',
          physicalId: event.PhysicalResourceId ?? '',
          resourceType: event.ResourceType ?? '',
          status: event.ResourceStatus ?? '',
          reason: event.ResourceStatusReason && outsideText(event.ResourceStatusReason, LONGEST_SENTENCE),
          ofStack: event.PhysicalResourceId === event.StackId,
          ...hookIn(event),
        };
        if (stop(record)) return events.reverse();
        events.push(record);
      }
    }
    return events.reverse();
  });
}

/**
 * What an event says of a hook ("StackEvent", CloudFormation API Reference). One that only warns is a reason to show, and none
 * to fail.
 */
function hookIn({ HookType, HookStatus, HookStatusReason, HookFailureMode }: StackEvent): Partial<StackEventRecord> {
  if (!HookType || !HookStatusReason || !['HOOK_COMPLETE_FAILED', 'HOOK_FAILED'].includes(HookStatus ?? '')) return {};
  const said = outsideText(`${HookType}: ${HookStatusReason}`, LONGEST_SENTENCE);
  return { reason: said, ...(HookFailureMode === 'WARN' ? {} : { hookReason: said }) };
}

/** Id of the newest event; events after it belong to the next operation. */
export async function newestEventId(context: StackContext, stackId: string): Promise<string | undefined> {
  const page = await callCloudFormation(context, 'DescribeStackEvents', (client, sdk) =>
    client.send(new sdk.DescribeStackEventsCommand({ StackName: stackId }), { abortSignal: context.signal }),
  );
  return page.StackEvents?.[0]?.EventId;
}
