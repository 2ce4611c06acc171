import { inForceFromMs, isWanted } from '../serving/what-to-serve.js';
import type { ReplicaSight } from '../state/spread-change.js';
import { changedOutside, lastChange, type StateReading } from '../state/state-reading.js';
import type { FailoverContext } from './failover-context.js';

/** Why a change is not in force, or not everywhere. Sentences. */
export interface Against {
  what: string;
  why: readonly string[];
  /** Commands, in the order in which they make sense. */
  suggestions: readonly string[];
}

type Target = Pick<FailoverContext, 'target'>;

/**
 * What keeps a close from being in force, by what the state table says and by which replicas do not have it.
 *
 * @param lastSeen what the distribution answered last
 */
export function againstClose(
  { target }: Target,
  reading: StateReading,
  sights: readonly ReplicaSight[],
  lastSeen: string,
): Against {
  const { state, nowMs } = reading;
  const { distributionDomain: domain, region } = target;
  const again = `cvs failover close ${region}`;
  const answers = lastSeen.startsWith('HTTP ');
  const what =
    lastSeen === 'HTTP 404'
      ? `${region} is closed, but not everywhere: ${domain} answers 404 here.`
      : `${region} is closed in the state table, but ${answers ? `${domain} still answers` : 'the 404 was not seen'}: ${lastSeen}.`;
  const current = state.distributions.find((one) => one.domain === domain);
  if (current && isWanted(current, nowMs)) {
    return { what, why: [`${region} was opened meanwhile${byWhom(reading, domain)}.`], suggestions: [again] };
  }
  const fromMs = inForceFromMs(state, domain, nowMs);
  if (fromMs === Number.POSITIVE_INFINITY) {
    const others = state.distributions.filter((one) => one.domain !== domain);
    return {
      what,
      why: others.map((one) => `${one.region} is closed as well${byWhom(reading, one.domain)}: so both serve.`),
      suggestions: others.map((one) => `cvs failover open ${one.region}`),
    };
  }
  const missing = whereMissing(sights);
  if (missing.length > 0) return { what, why: missing, suggestions: [again, 'cvs doctor'] };
  if (fromMs > nowMs) {
    const why = `The 404 comes in ${Math.ceil((fromMs - nowMs) / 1000)} s, when every player knows where to go.`;
    return { what, why: [why], suggestions: [again] };
  }
  const why = answers ? 'By the state table it is closed: is the copilot attached?' : `${domain} does not answer here.`;
  return { what, why: [why], suggestions: ['cvs status'] };
}

/** What keeps an opening or a drain from being in force everywhere. */
export function againstServing(
  { target }: Target,
  sights: readonly ReplicaSight[],
  { what, otherwise, again }: { what: string; otherwise: string; again: string },
): Against {
  const missing = whereMissing(sights);
  const why = missing.length > 0 ? missing : [otherwise];
  return { what, why, suggestions: [`cvs failover ${again} ${target.region}`, 'cvs status'] };
}

/** The replicas that answer and do not have a change, a sentence each. */
function whereMissing(sights: readonly ReplicaSight[]): string[] {
  return sights
    .filter(({ seenMs, unreachable }) => seenMs === undefined && !unreachable)
    .map(({ region, why }) => `The replica in ${region} does not have it: ${why}.`);
}

function byWhom(reading: StateReading, domain: string): string {
  if (changedOutside(reading, domain)) return ', outside cvs';
  const by = lastChange(reading, domain);
  return by ? `, by ${by.who} at ${by.at}${by.why ? ` (${by.why})` : ''}` : '';
}
