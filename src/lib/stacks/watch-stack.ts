import { describeStack, type StackDescription } from './describe-stack.js';
import { pollUntil } from './poll.js';
import type { StackContext } from './stack.js';
import { readEventsSince, type StackEventRecord } from './stack-events.js';

export interface WatchedOperation {
  /** The stack when it came to rest; undefined when it is gone without a trace. */
  stack: StackDescription | undefined;
  /** What happened, oldest first. */
  events: readonly StackEventRecord[];
}

/**
 * Follows an operation on a stack until the stack is at rest, reporting each new event and how many resources are done.
 *
 * Only events are polled; the stack itself is described once they say that it is at rest.
 *
 * @param isOld tells an event that was there before the operation
 * @param total how many resources the operation touches, where that is known
 */
export async function watchStack(
  context: StackContext,
  stackId: string,
  options: {
    isOld: (event: StackEventRecord) => boolean;
    /** The operation was under way before, and may be over by now with no event left to come. */
    joined?: boolean;
    total?: number;
    limitMs?: number;
    onLimit?: () => never;
  },
): Promise<WatchedOperation> {
  const seen = new Set<string>();
  const events: StackEventRecord[] = [];
  return pollUntil(
    async () => {
      const fresh = await readEventsSince(context, stackId, (event) => seen.has(event.id) || options.isOld(event));
      for (const event of fresh) {
        seen.add(event.id);
        events.push(event);
        reportEvent(context, event);
      }
      if (fresh.length > 0) reportActivity(context, events, options.total);
      const last = events.findLast((event) => event.ofStack);
      const atRest = last ? !last.status.endsWith('_IN_PROGRESS') : options.joined === true;
      if (!atRest) return undefined;
      const stack = await describeStack(context.clients, context.region, stackId, context.signal);
      // Nothing that is watched ends in REVIEW_IN_PROGRESS.
      return stack?.status.endsWith('_IN_PROGRESS') ? undefined : { stack, events };
    },
    { ...context, limitMs: options.limitMs, onLimit: options.onLimit },
  );
}

function reportEvent(context: StackContext, event: StackEventRecord): void {
  context.report({
    type: 'stack-event',
    id: context.stepId,
    region: context.region,
    stackName: context.stackName,
    logicalId: event.logicalId,
    resourceType: event.resourceType,
    status: event.status,
    ...(event.reason ? { reason: event.reason } : {}),
  });
}

function reportActivity(context: StackContext, events: readonly StackEventRecord[], total: number | undefined): void {
  const latest = new Map<string, string>();
  for (const event of events) if (!event.ofStack) latest.set(event.logicalId, event.status);
  const running = [...latest].filter(([, status]) => status.endsWith('_IN_PROGRESS')).map(([logicalId]) => logicalId);
  const stackStatus = events.findLast((event) => event.ofStack)?.status ?? '';
  context.report({
    type: 'activity',
    id: context.stepId,
    message: running.length > 0 ? `${stackStatus} ${running.join(', ')}`.trim() : stackStatus,
    done: latest.size - running.length,
    // A rollback touches what the change set did not announce.
    ...(total === undefined ? {} : { total: Math.max(total, latest.size) }),
  });
}
