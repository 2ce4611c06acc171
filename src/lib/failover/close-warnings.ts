import { type ClusterState, isWanted, openKnownFrom } from '../serving/what-to-serve.js';
import type { StateReading } from '../state/state-table.js';
import { CLOSED_AT_ATTRIBUTE, UNDRAINED_AT_ATTRIBUTE } from '../state/write-intent.js';

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
 * @param options.nowS epoch seconds
 * @returns undefined when some other open distribution was not closed that recently, when nobody can have met its 404, and
 * when no other one is open: such a close is refused
 */
export function recentCloseWarning(options: {
  reading: StateReading;
  domain: string;
  drained: boolean;
  nowS: number;
}): string | undefined {
  const { reading, domain, drained, nowS } = options;
  const others = reading.state.distributions.filter((one) => one.domain !== domain && isWanted(one, nowS));
  const abrupt = lastOf(UNDRAINED_AT_ATTRIBUTE);
  if (abrupt) {
    return (
      `${abrupt.name} was closed without a drain ${abrupt.agoS} s ago. hls.js players that met its 404 do not return to it ` +
      `for ${PENALTY_S} s, steered or not, and stop playing when ${domain} closes. To keep them: \`cvs failover drain ` +
      `${domain}\` now, and close it in ${abrupt.leftS} s.`
    );
  }
  const gentle = drained ? undefined : lastOf(CLOSED_AT_ATTRIBUTE);
  if (!gentle) return undefined;
  return (
    `${gentle.name} was closed ${gentle.agoS} s ago. hls.js players that had not left it by then do not return to it for ` +
    `${PENALTY_S} s, and stop playing at a second 404.`
  );

  /** The one that was closed last, where all of them were closed recently. */
  function lastOf(attribute: string): { name: string; agoS: number; leftS: number } | undefined {
    const recent = others.flatMap((one) => {
      const at = Number(reading.items.find((item) => item.domain?.S === one.domain)?.[attribute]?.N);
      const agoS = Math.round(nowS - at);
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
 * @param atS when the close would begin, epoch seconds
 * @returns undefined when it begins then
 */
export function recentOpeningWarning(state: ClusterState, domain: string, atS: number): string | undefined {
  const others = state.distributions.filter((one) => one.domain !== domain && isWanted(one, atS));
  const lateS = Math.min(...others.map(openKnownFrom)) - atS;
  if (others.length === 0 || lateS <= 0) return undefined;
  const names = others.map((one) => `${one.domain} (${one.region})`).join(', ');
  return `${names} was opened moments ago. The 404 comes up to ${Math.ceil(lateS)} s later than usual, when every player knows where to go.`;
}
