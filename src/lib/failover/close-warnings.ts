import { type ClusterState, isWanted, openKnownFromMs } from '../serving/what-to-serve.js';
import type { StateReading } from '../state/state-reading.js';

/** How long hls.js leaves a pathway alone after it failed, in seconds (`PATHWAY_PENALTY_DURATION_MS`, hard-coded). */
const PENALTY_S = 300;
/** How long after its write viewers may meet a close, in seconds: until it is in force, and a player loads a playlist again. */
const MET_WITHIN_S = 10;

/**
 * What to say before a close while players avoid every region that they could go to. An hls.js player that met a 404 does
 * not return to that region for 300 s: no steering moves it before, so that a drain does not help it, and a second 404
 * leaves it without a pathway.
 *
 * @param options.domain what is about to be closed
 * @param options.drained whether a drain goes before the close
 * @returns undefined when some other open distribution was not closed that recently, when nobody can have met its 404, and
 * when no other one is open: such a close is refused
 */
export function recentCloseWarning(options: {
  reading: StateReading;
  domain: string;
  drained: boolean;
  nowMs: number;
}): string | undefined {
  const { reading, domain, drained, nowMs } = options;
  const others = reading.state.distributions.filter((one) => one.domain !== domain && isWanted(one, nowMs));
  const abrupt = lastOf('closedUndrainedAtMs');
  if (abrupt) {
    return (
      `${abrupt.name} was closed without a drain ${abrupt.agoS} s ago. hls.js players that met its 404 do not return to it ` +
      `for ${PENALTY_S} s, steered or not, and stop playing when ${domain} closes. To keep them: \`cvs failover drain ` +
      `${domain}\` now, and close it in ${abrupt.leftS} s.`
    );
  }
  const gentle = drained ? undefined : lastOf('closedAtMs');
  if (!gentle) return undefined;
  return (
    `${gentle.name} was closed ${gentle.agoS} s ago. hls.js players that had not left it by then do not return to it for ` +
    `${PENALTY_S} s, and stop playing at a second 404.`
  );

  /** The one that was closed last, where all of them were closed recently. */
  function lastOf(
    time: 'closedAtMs' | 'closedUndrainedAtMs',
  ): { name: string; agoS: number; leftS: number } | undefined {
    const recent = others.flatMap((one) => {
      const atMs = reading.items.get(one.domain)?.[time] ?? Number.NaN;
      const agoS = Math.round((nowMs - atMs) / 1000);
      const leftS = PENALTY_S + MET_WITHIN_S - agoS;
      return agoS >= 0 && leftS > 0 ? [{ name: `${one.domain} (${one.region})`, agoS, leftS }] : [];
    });
    return recent.length === others.length ? recent.sort((a, b) => a.agoS - b.agoS)[0] : undefined;
  }
}

/**
 * What to say before a close where the other distributions were opened so recently that some players do not know of them
 * yet: the 404 waits, because a player that knows of no other pathway stops at it.
 *
 * @param atMs when the close would begin, in ms since the epoch
 * @returns undefined when it begins then
 */
export function recentOpeningWarning(state: ClusterState, domain: string, atMs: number): string | undefined {
  const others = state.distributions.filter((one) => one.domain !== domain && isWanted(one, atMs));
  const lateMs = Math.min(...others.map(openKnownFromMs)) - atMs;
  if (others.length === 0 || lateMs <= 0) return undefined;
  const names = others.map((one) => `${one.domain} (${one.region})`).join(', ');
  return `${names} was opened moments ago. The 404 comes up to ${Math.ceil(lateMs / 1000)} s later than usual, when every player knows where to go.`;
}
