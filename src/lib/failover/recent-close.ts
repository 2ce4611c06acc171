import { isWanted } from '../serving/what-to-serve.js';
import type { StateReading } from '../state/state-table.js';
import { CLOSED_AT_ATTRIBUTE, UNDRAINED_AT_ATTRIBUTE } from '../state/write-intent.js';

/** How long hls.js leaves a pathway alone after it failed, in seconds (`PATHWAY_PENALTY_DURATION_MS`, hard-coded). */
const PENALTY_S = 300;
/** How long after its write a close may be met, in seconds: until it holds, and until a player loads a playlist again. */
const MET_WITHIN_S = 10;

export interface RecentCloseQuestion {
  reading: StateReading;
  /** What is about to be closed. */
  domain: string;
  /** Whether a drain goes before it. */
  drained: boolean;
  /** Epoch seconds. */
  nowS: number;
}

/**
 * What to say before a close while players avoid every region that they could go to. hls.js that met a 404 there does not
 * go back for 300 s: no steering moves it before that, so that a drain does not help it, and a second 404 leaves it without
 * a pathway.
 *
 * @returns undefined when some other open distribution was not closed that recently, when nobody has met its 404, and
 * when no other one is open: such a close is refused
 */
export function recentCloseWarning({ reading, domain, drained, nowS }: RecentCloseQuestion): string | undefined {
  const others = reading.state.distributions.filter((one) => one.domain !== domain && isWanted(one, nowS));
  const abrupt = lastOf(UNDRAINED_AT_ATTRIBUTE);
  if (abrupt) {
    return (
      `${abrupt.name} was closed without a drain ${abrupt.agoS} s ago. Players built on hls.js that met its 404 do not ` +
      `return to it for ${PENALTY_S} s, steered or not, and end when ${domain} closes. To keep them: \`cvs failover drain ` +
      `${domain}\` now, and close it in ${abrupt.leftS} s.`
    );
  }
  const gentle = drained ? undefined : lastOf(CLOSED_AT_ATTRIBUTE);
  if (!gentle) return undefined;
  return (
    `${gentle.name} was closed ${gentle.agoS} s ago. Players built on hls.js that had not left it by then do not return ` +
    `to it for ${PENALTY_S} s, and end at a second 404.`
  );

  /** The one that was closed last, where all of them were. */
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
