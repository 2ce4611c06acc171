import { CvsError, usageError } from '../errors.js';
import { runStep } from '../progress.js';
import type { ServesAnswer } from '../serving/serves-answer.js';
import { isClosed } from '../serving/what-to-serve.js';
import { reroutedIntent, secondsOf } from '../state/intent.js';
import type { StateReading } from '../state/state-reading.js';
import { askServes, servesAnswer, servesUrl } from './ask-serves.js';
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
import { substitutes, WHY_NOT_WORDS } from './substitute.js';
import { type Against, againstServing } from './what-stands-against.js';

export interface RerouteOptions extends FailoverContext {
  /** The region whose origin is to answer; without it, the first that can in the order in which players prefer them. */
  to?: string;
  /** The reroute lapses by itself after so many seconds. */
  rerouteForS?: number;
}

/** All times are ms from the start. */
export interface RerouteResult extends FailoverResult {
  /**
   * - `rerouted`: written, and its copilot was seen to ask the other origin
   * - `already-rerouted`: the same, and nothing had to be written
   * - `unconfirmed`: written, but not in every replica that answers, or not seen
   */
  outcome: 'rerouted' | 'already-rerouted' | 'unconfirmed';
  to: string;
  /** When it lapses, in epoch seconds; absent when it has no end. */
  reroutedUntil?: number;
  /** When the distribution was seen to serve from there. */
  effectiveMs?: number;
  /** Why it is not in force everywhere; of `unconfirmed`. */
  against?: Against;
}

/**
 * Serves a distribution from another region's origin. Players stay where they are and notice nothing. `openDistribution`
 * ends it.
 *
 * @throws CvsError REROUTE_IMPOSSIBLE, UNKNOWN_TARGET (usage), INTERRUPTED, and as `StateTable.change`
 */
export async function rerouteDistribution(options: RerouteOptions): Promise<RerouteResult> {
  const { target, clock, report, rerouteForS } = options;
  const elapsed = stopwatch(clock);
  const [reading, serves] = await Promise.all([readFirst(options), askServes(target, options)]);
  const to = chooseSubstitute(options, reading, serves);
  report({ type: 'plan', steps: planOf(target, STEPS) });
  try {
    const write = () =>
      changeTarget(options, 'reroute', (before, now) =>
        reroutedIntent(before, {
          to,
          untilMs: rerouteForS === undefined ? undefined : Math.ceil((now.latestMs + rerouteForS * 1000) / 1000) * 1000,
        }),
      );
    const change = await runStep(report, 'reroute', write, ({ replica }) => `written in ${replica}`);
    report({ type: 'step', id: 'confirm', status: 'started' });
    const servesTarget = { ...target, distributionPlaylistUrl: servesUrl(target) };
    const [sights, { effectiveMs, last }] = await Promise.all([
      spreadTarget(options, change),
      probeUntil(
        { ...options, target: servesTarget },
        'confirm',
        (answer) => servesAnswer(answer)?.servesFrom === to,
        elapsed,
        async () => true,
      ),
    ]);
    const inForce = effectiveMs !== undefined && isEverywhere(sights);
    const { distributionDomain: domain, region } = target;
    return {
      outcome: inForce ? (change.changed || wasCarried(sights) ? 'rerouted' : 'already-rerouted') : 'unconfirmed',
      ...{ domain, region, to, replica: change.replica, replicas: printedSights(sights), effectiveMs },
      reroutedUntil: secondsOf(change.after.reroutedUntilMs),
      against: inForce
        ? undefined
        : againstServing(options, sights, {
            what: `${region} is rerouted to ${to} in the state table, but ${domain} was not seen to serve from there (${last}).`,
            otherwise: `By the rules ${to} cannot stand in now, or the copilot does not answer.`,
            again: 'reroute',
          }),
    };
  } catch (error) {
    throw await interruptedChange(options, [target], error);
  }
}

const STEPS = [
  { id: 'reroute', title: 'Let another region’s origin answer' },
  { id: 'confirm', title: 'See it answer' },
];

function chooseSubstitute(
  { cluster, target, to, report }: RerouteOptions,
  reading: StateReading,
  serves: ServesAnswer | undefined,
): string {
  const { region, distributionDomain: domain } = target;
  if (to === region || (to !== undefined && cluster.regions.every((one) => one.region !== to))) {
    const others = cluster.regions.filter((one) => one.region !== region).map((one) => one.region);
    throw usageError(
      'UNKNOWN_TARGET',
      `--to ${to} is not another region of ${cluster.name}.`,
      `Known: ${others.join(', ')}.`,
    );
  }
  if (isClosed(reading.state, domain, reading.nowMs)) {
    throw impossible(region, [`${region} is closed`], `Open it first: \`cvs failover open ${region}\`.`);
  }
  const found = substitutes(cluster, target, reading, serves).filter((one) => to === undefined || one.region === to);
  const possible = found.find(({ why }) => why === undefined);
  if (possible) return possible.region;
  const [first] = found;
  // What the copilot was deployed with is not known then; the reroute has no effect without a way.
  if (!serves && first && found.some(({ why }) => why === 'unmapped')) {
    const message = `${domain} does not say from where it serves: whether ${first.region} can stand in is not known.`;
    report({ type: 'warning', message });
    return first.region;
  }
  const whys = found.map(({ region: other, why }) => `${other} ${why ? WHY_NOT_WORDS[why] : ''}`);
  throw impossible(
    region,
    whys,
    'What would make it possible: `cvs doctor`. To move players instead: `cvs failover drain`.',
  );
}

function impossible(region: string, whys: readonly string[], suggestion: string): CvsError {
  return new CvsError({
    code: 'REROUTE_IMPOSSIBLE',
    message: `Nothing was changed: ${region} cannot be rerouted, because ${whys.join(', and ')}.`,
    suggestions: [suggestion],
  });
}
