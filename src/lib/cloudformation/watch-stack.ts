import { CvsError, ExitCode } from '../errors.js';
import { describeStack, type StackDescription } from './describe-stack.js';
import { pollUntil } from './poll.js';
import type { StackContext } from './stack.js';
import { readEventsSince, type StackEventRecord } from './stack-events.js';
import { consoleLink } from './stack-failed.js';

/** Longer than any operation on our stacks takes. */
const LIMIT_MS = 60 * 60_000;

export interface WatchedOperation {
  /** The stack at rest; undefined when CloudFormation no longer knows it. */
  stack: StackDescription | undefined;
  /** Events of the operation, oldest first. */
  events: readonly StackEventRecord[];
}

/**
 * Follows an operation on a stack until the stack is at rest, reporting each new event and how many resources are done.
 *
 * Only events are polled; the stack itself is described once they say that it is at rest.
 *
 * @param isOld whether an event is older than the operation
 * @param total how many resources the operation touches, where that is known
 */
export async function watchStack(
  context: StackContext,
  stackId: string,
  options: {
    isOld: (event: StackEventRecord) => boolean;
    /** The operation was started before; it may be over already, without further events. */
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
      // No watched operation ends in REVIEW_IN_PROGRESS.
      return stack?.status.endsWith('_IN_PROGRESS') ? undefined : { stack, events };
    },
    { ...context, limitMs: options.limitMs, onLimit: options.onLimit },
  );
}

/** Follows an operation that was under way when the stack was read. */
export function joinStack(
  context: StackContext,
  found: StackDescription,
  limit: { limitMs?: number; onLimit?: () => never } = {},
): Promise<WatchedOperation> {
  const isOld = (event: StackEventRecord) => event.ofStack && event.status === found.status;
  return watchStack(context, found.stackId, { joined: true, isOld, ...limit });
}

/** Waits for the end of an operation that somebody else or an earlier run started, whatever its result. */
export async function waitForOthers(context: StackContext, found: StackDescription): Promise<void> {
  context.report({
    type: 'activity',
    id: context.stepId,
    message: `${found.status}: waiting for the operation that is under way`,
  });
  const onLimit = () => {
    throw new CvsError({
      code: 'STACK_BUSY',
      message: `Stack ${found.name} in ${context.region} has been ${found.status} for an hour.`,
      suggestions: [`See what it waits for: ${consoleLink(context.region, found.stackId)}`],
      exitCode: ExitCode.inProgress,
    });
  };
  await joinStack(context, found, { limitMs: LIMIT_MS, onLimit });
}

function reportEvent({ report, stepId, region, stackName }: StackContext, event: StackEventRecord): void {
  const { logicalId, resourceType, status, reason } = event;
  report({ type: 'stack-event', id: stepId, region, stackName, logicalId, resourceType, status, reason });
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
    // A rollback changes resources that the change set does not list.
    total: total === undefined ? undefined : Math.max(total, latest.size),
  });
}
