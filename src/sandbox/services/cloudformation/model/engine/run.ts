import type { SandboxEnvironment } from '../../../../environment.js';
import type { ResourceContext, ResourceHandler } from '../../../../resources/resource-handler.js';
import type { HookResult, ResourceRecord } from '../stack/records.js';
import type { RegionState } from '../stack/region-state.js';
import type { Stack, StopReason } from '../stack/stack.js';

/** What CloudFormation itself takes, in ms, besides the resources; seen on small stacks. */
export const LATENCY_MS = {
  /** From CreateChangeSet to CREATE_COMPLETE. */
  changeSet: 4000,
  /** From a stack's first event to its first resource's. */
  start: 2000,
} as const;

/** What a running stack operation works with. */
export interface Run {
  env: SandboxEnvironment;
  handlerOf(type: string): ResourceHandler;
  state: RegionState;
  stack: Stack;
  /** Tags that resources get. */
  tags: Readonly<Record<string, string>>;
  token?: string;
  /**
   * Aborts, with a {@link StopReason}, when the operation is to stop; a roll-back only stops when the sandbox closes.
   */
  signal: AbortSignal;
  stop(reason: StopReason): void;
  /** The same run for the roll-back: not stopped by what stopped the operation. */
  rollingBack(tags: Readonly<Record<string, string>>): Run;
}

/** True when the operation ends where it stands: the sandbox closes, or a deletion takes over. */
export function isAbandoned(run: Run): boolean {
  return run.signal.reason === 'closing' || run.signal.reason === 'superseded';
}

export function contextOf(run: Run, logicalId: string): ResourceContext {
  return {
    region: run.stack.region,
    accountId: run.env.accountId,
    stackName: run.stack.name,
    stackId: run.stack.id,
    logicalId,
    actor: run.stack.actor,
    stackTags: run.tags,
    signal: run.signal,
  };
}

/** Sets a resource's status and records the event. */
export function noteResource(
  run: Run,
  record: ResourceRecord,
  status: string,
  reason?: string,
  hook?: HookResult,
): void {
  const at = nextEventTime(run);
  record.status = status;
  record.statusReason = reason;
  record.updatedAt = at;
  run.stack.events.push({
    eventId: `${record.logicalId}-${status}-${new Date(at).toISOString()}-${run.stack.events.length}`,
    at,
    logicalId: record.logicalId,
    physicalId: record.physicalId ?? '',
    type: record.type,
    status,
    reason,
    properties: record.properties,
    token: run.token,
    hook,
  });
  const failed = status.endsWith('_FAILED');
  log(run, failed ? 'warn' : 'debug', `${run.stack.name} ${record.logicalId} ${status}${reason ? `: ${reason}` : ''}`);
}

/** Sets a stack's status and records the event. */
export function noteStack(run: Pick<Run, 'env' | 'stack' | 'token'>, status: string, reason?: string): void {
  const { stack, env, token } = run;
  stack.status = status;
  stack.statusReason = reason;
  stack.events.push({
    eventId: crypto.randomUUID(),
    at: nextEventTime({ env, stack }),
    logicalId: stack.name,
    physicalId: stack.id,
    type: 'AWS::CloudFormation::Stack',
    status,
    reason,
    token,
  });
  log({ env, stack }, 'info', `${stack.name} ${status}${reason ? `: ${reason}` : ''}`);
}

/**
 * Each event of a stack has a later millisecond than the one before, so that clients which sort events by their time, as the
 * CDK CLI does, show them in order. CloudFormation's own work takes longer than that between two events.
 */
function nextEventTime({ env, stack }: Pick<Run, 'env' | 'stack'>): number {
  return Math.max(env.clock.now(), (stack.events.at(-1)?.at ?? 0) + 1);
}

function log({ env, stack }: Pick<Run, 'env' | 'stack'>, level: 'debug' | 'info' | 'warn', message: string): void {
  env.log({ source: 'cloudformation', region: stack.region, level, message });
}
