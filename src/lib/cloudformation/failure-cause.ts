import type { StackEventRecord } from './stack-events.js';

/** The resource that made a stack's operation fail, and the service's message. */
export type FailureCause = Pick<StackEventRecord, 'logicalId' | 'resourceType' | 'reason'>;

/**
 * The first resource that failed for its own reason. When one resource fails, CloudFormation cancels those that are
 * under way, and reports them as failed too.
 *
 * @param events of the operation, oldest first
 */
export function findCause(events: readonly StackEventRecord[]): FailureCause | undefined {
  const ownReason = (event: StackEventRecord) =>
    event.status.endsWith('_FAILED') && event.reason !== undefined && !/^Resource \w+ cancelled/i.test(event.reason);
  const cause =
    events.find((one) => !one.ofStack && ownReason(one)) ??
    // Some refusals come before any resource is changed: then only the stack's event has the reason.
    events.find((one) => one.ofStack && one.reason && /FAILED|ROLLBACK/.test(one.status));
  return cause && withHooks(cause, events);
}

/** The failure says which hooks refused; their own events say why. */
function withHooks(cause: StackEventRecord, events: readonly StackEventRecord[]): FailureCause {
  if (!/hook\(s\)/.test(cause.reason ?? '')) return cause;
  const said = events.flatMap(({ logicalId, hookReason }) => (logicalId === cause.logicalId ? (hookReason ?? []) : []));
  return { ...cause, reason: [cause.reason, ...new Set(said)].join('. ') };
}

/** Logical ids of the resources that failed while an update was rolled back: the rollback is stuck on them. */
export function stuckOn(events: readonly StackEventRecord[]): string[] {
  const back = events.findIndex((event) => event.ofStack && event.status === 'UPDATE_ROLLBACK_IN_PROGRESS');
  return back < 0 ? [] : failedResources(events.slice(back)).map(({ logicalId }) => logicalId);
}

/** Every resource that failed, with its latest reason. */
export function failedResources(events: readonly StackEventRecord[]): FailureCause[] {
  const failed = events.filter((event) => !event.ofStack && event.status.endsWith('_FAILED'));
  return [...new Map(failed.map((event) => [event.logicalId, event])).values()];
}
