import { CvsError } from '../errors.js';
import type { HttpResponse } from '../http/http-client.js';
import { runStep } from '../progress.js';
import { freshness } from '../serving/what-to-serve.js';
import { openIntent, sameIntent, undrainedIntent } from '../state/intent.js';
import { datedIntent } from '../state/state-reading.js';
import type { ChangeRequest, ChangeResult } from '../state/state-table.js';
import {
  changeTarget,
  type FailoverContext,
  type FailoverResult,
  isEverywhere,
  planOf,
  printedSights,
  readFirst,
  spreadTarget,
  stopwatch,
  wasCarried,
} from './failover-context.js';
import { interruptedChange } from './interrupted-change.js';
import { probeUntil } from './probe.js';
import { tidyOthers } from './tidy-others.js';
import { type Against, againstServing } from './what-stands-against.js';

/** All times are ms from the start. */
export interface OpenResult extends FailoverResult {
  /**
   * - `open`: written, and seen to serve
   * - `already-open`: nothing had to be written, and it serves
   * - `unconfirmed`: it serves, but not every replica that answers has the opening, or somebody changed it meanwhile
   */
  outcome: 'open' | 'already-open' | 'unconfirmed';
  /** Why it is not in force everywhere; of `unconfirmed`. */
  against?: Against;
  /** When `distro_open` was written. */
  openedMs?: number;
  /** When the distribution was seen to serve. */
  effectiveMs?: number;
  /** When players could be steered to it again. */
  undrainedMs?: number;
}

/**
 * Opens a distribution: it serves again first, and only when that was seen are players steered to it. One that is open
 * already is treated alike: whatever replica does not say so is made to, and it is seen to serve.
 *
 * @throws CvsError NOT_SERVING when it does not serve, NOT_FRESH when its stream is stale: it is left open and drained, so
 * that no player is sent there; INTERRUPTED; and as `StateTable.change`; the signal's reason when it aborts before anything
 * stands
 */
export async function openDistribution(context: FailoverContext): Promise<OpenResult> {
  const { target } = context;
  const reading = await tidyOthers(context, await readFirst(context));
  const current = reading.state.distributions.find((one) => one.domain === target.distributionDomain);
  const stood = current?.open && !current.drained && current.closedUntilMs === undefined;
  context.report({ type: 'plan', steps: planOf(target, STEPS) });
  const elapsed = stopwatch(context.clock);
  const opened = await runStep(context.report, 'open', () =>
    changeTarget(context, 'open', (before, now, at) =>
      openIntent(datedIntent(before, now, at, target.distributionDomain), now, !stood),
    ),
  );
  try {
    return await letPlayersBack(context, opened, elapsed);
  } catch (error) {
    throw await interruptedChange(context, [target], error);
  }
}

/** Sees a distribution serve that was opened, and lets players return; the change is in every replica afterwards. */
async function letPlayersBack(
  context: FailoverContext,
  opened: ChangeResult,
  elapsed: () => number,
): Promise<OpenResult> {
  const { target, report } = context;
  const { distributionDomain: domain, region } = target;
  const openedMs = opened.changed ? elapsed() : undefined;
  const effectiveMs = await requireServing(context, elapsed);
  const forced = await requireFresh(context);
  // What somebody else decided meanwhile stays.
  const undrain: ChangeRequest['change'] = (current, now) =>
    current.drained && sameIntent(current, opened.after) ? undrainedIntent(current, now) : current;
  const write = () => changeTarget(context, 'open', undrain, { forced: forced !== undefined });
  const last = await runStep(report, 'undrain', write, ({ replica }) => `written in ${replica}`);
  const changed = opened.changed || last.changed;
  const undrainedMs = changed ? elapsed() : undefined;
  const sights = await spreadTarget(context, last);
  const stands = last.after.open && !last.after.drained;
  const done = changed || wasCarried(sights) ? 'open' : 'already-open';
  const outcome = stands && isEverywhere(sights) ? done : 'unconfirmed';
  const replicas = printedSights(sights);
  const against =
    outcome === 'unconfirmed'
      ? againstServing(context, sights, {
          what: `${region} serves (${domain}), but players may not return to it everywhere.`,
          otherwise: 'Somebody closed or drained it meanwhile.',
          again: 'open',
        })
      : undefined;
  return {
    outcome,
    domain,
    region,
    replica: last.replica,
    openedMs,
    effectiveMs,
    undrainedMs,
    replicas,
    against,
    forced,
  };
}

const STEPS = [
  { id: 'open', title: 'Open the distribution' },
  { id: 'confirm', title: 'See it serve' },
  { id: 'undrain', title: 'Let players come back' },
];

async function requireServing(context: FailoverContext, elapsed: () => number): Promise<number> {
  const { distributionDomain: domain, region, originPlaylistUrl } = context.target;
  context.report({ type: 'step', id: 'confirm', status: 'started' });
  const isServed = ({ status }: HttpResponse) => status >= 200 && status < 300;
  const { effectiveMs, last } = await probeUntil(context, 'confirm', isServed, elapsed);
  if (effectiveMs !== undefined) return effectiveMs;
  throw new CvsError({
    code: 'NOT_SERVING',
    message: `${region} (${domain}) was opened, but does not serve its playlist: ${last}. Players are still steered away from it.`,
    suggestions: [`Look at the stream's origin, ${originPlaylistUrl}, then run \`cvs failover open ${region}\` again.`],
  });
}

/** The edge may serve a stale stream: then players stay where they are. @returns what was overridden */
async function requireFresh(context: FailoverContext): Promise<string | undefined> {
  const { table, target, report, signal, force } = context;
  const { distributionDomain: domain, region } = target;
  const { state, nowMs } = await table.read(signal);
  if (freshness(state, domain, nowMs) !== 'stale') return undefined;
  if (force) {
    report({ type: 'warning', message: `Players may return to ${region} (${domain}), although its stream is stale.` });
    return `${domain} (${region}): its stream is stale`;
  }
  throw new CvsError({
    code: 'NOT_FRESH',
    message: `${region} (${domain}) was opened, but its stream is stale. Players are still steered away from it.`,
    suggestions: [
      `When the stream is fresh: \`cvs failover open ${region}\`.`,
      'To let players return nevertheless: --force with a --reason.',
    ],
  });
}
