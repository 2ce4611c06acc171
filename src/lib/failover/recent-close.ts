import type { StateReading } from '../state/state-table.js';
import { CLOSED_AT_ATTRIBUTE } from '../state/write-intent.js';

/** How long hls.js leaves a pathway alone after it failed, in seconds (`PATHWAY_PENALTY_DURATION_MS`, hard-coded). */
const PENALTY_S = 300;

/**
 * What to say before a close without a drain while players still avoid another region: hls.js that met a 404 there does
 * not go back for 300 s, and a second 404 leaves it without a pathway. A drained close meets no 404.
 *
 * @param nowS epoch seconds
 * @returns undefined when no other distribution was closed that recently
 */
export function recentCloseWarning(reading: StateReading, domain: string, nowS: number): string | undefined {
  const closed = reading.state.distributions.flatMap((one) => {
    if (one.domain === domain) return [];
    const at = Number(reading.items.find((item) => item.domain?.S === one.domain)?.[CLOSED_AT_ATTRIBUTE]?.N);
    const agoS = Math.round(nowS - at);
    return agoS >= 0 && agoS < PENALTY_S ? [{ ...one, agoS }] : [];
  })[0];
  if (!closed) return undefined;
  return (
    `${closed.domain} (${closed.region}) was closed ${closed.agoS} s ago. Players built on hls.js that met its 404 do not ` +
    `return to it for ${PENALTY_S} s, and end at a second 404: close without --now, which moves them before it closes.`
  );
}
