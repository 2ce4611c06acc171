import type { ServesAnswer } from '../serving/serves-answer.js';
import { OPENING_KNOWN_MS, STEERING_TTL_S } from '../serving/times.js';
import { type ClusterState, isWanted, openKnownFromMs } from '../serving/what-to-serve.js';
import { openedOutside, type StateReading } from '../state/state-reading.js';
import { PENALTY_MS } from '../synthetic-viewer/pathways.js';
import { askServes } from './ask-serves.js';
import { checkDestination } from './check-destination.js';
import type { FailoverContext } from './failover-context.js';
import { substitutes, WHY_NOT_WORDS } from './substitute.js';

/** How long players get to leave, in ms: two readings of the steering manifest. */
export const LEAVE_MS = 2 * STEERING_TTL_S * 1000;

/** How long hls.js leaves a pathway alone after it failed, in seconds. */
const PENALTY_S = PENALTY_MS / 1000;
/** How long after its write viewers may meet a close, in seconds: until it is in force, and a player loads a playlist again. */
const MET_WITHIN_S = 10;

export interface CloseOptions extends FailoverContext {
  /**
   * The region is already broken: it is served from another region's origin while players leave, and where that is not
   * possible, it closes without a drain.
   */
  now?: boolean;
  /** With `now`: it closes without a drain in any case. */
  hard?: boolean;
  /** Leave a distribution alone that is closed already: the end would be changed. */
  onlyOpen?: boolean;
  /** The close lapses by itself this many seconds after it begins. */
  closeForS?: number;
  /** Where viewers load the master playlist, to see when they are steered away; not looked at when absent. */
  findMasterUrl?: () => Promise<string | undefined>;
}

/** How a close will be done, decided before anything is written. */
export interface ClosePlan {
  /** Whether players are steered away before the close. */
  steered: boolean;
  /** The region whose origin serves until players have left. */
  reroutedTo?: string;
  /** What spoke against the close and was overridden. */
  forced?: string;
}

/**
 * Decides how a distribution is closed, and warns of what viewers will notice.
 *
 * The drain is left out where the merged master playlist has no steering, and where viewers are forced to a stale stream,
 * since no steering manifest sends players there; and with `now`, unless another region can serve what is asked for.
 *
 * @throws CvsError DESTINATION_UNHEALTHY; the signal's reason when it aborts
 */
export async function planClose(options: CloseOptions, reading: StateReading): Promise<ClosePlan> {
  const { cluster, target, report, now, hard } = options;
  const { distributionDomain: domain, region } = target;
  const { nowMs } = reading;
  const asking = now && !hard ? askServes(target, options) : undefined;
  const { forced, playersStay } = await checkDestination(options, reading).finally(() => asking?.catch(() => {}));
  const leads = cluster.masterPlaylist.steering && !playersStay;
  const serving = asking && leads ? whoServes(options, reading, await asking) : undefined;
  if (serving) report({ type: 'note', message: serving.told });
  const reroutedTo = serving?.by;
  const steered = leads && (!now || reroutedTo !== undefined);
  const warnings = [
    playersStay && !now
      ? `${region} closes without a drain: players are never steered to a stale stream. Players leave ${domain} when it answers 404.`
      : undefined,
    recentCloseWarning(reading, domain, steered, nowMs),
    recentOpeningWarning(reading, domain, nowMs + (steered ? LEAVE_MS : 0)),
  ];
  for (const message of warnings) if (message !== undefined) report({ type: 'warning', message });
  return { steered, reroutedTo, forced };
}

/** Who serves what viewers ask a broken region for, until they have left it. */
function whoServes(
  { cluster, target }: CloseOptions,
  reading: StateReading,
  serves: ServesAnswer | undefined,
): { by?: string; told: string } {
  const found = substitutes(cluster, target, reading, serves);
  const by = found.find(({ why }) => why === undefined)?.region;
  if (by !== undefined) {
    return { by, told: `Until players have left ${target.region}, it is served from the origin of ${by}.` };
  }
  const whys = found.map(({ region, why }) => `${region} ${why ? WHY_NOT_WORDS[why] : ''}`);
  return { told: `${target.region} answers 404 at once, and players meet it: ${whys.join(', and ')}.` };
}

/**
 * What to say before a close while players avoid every region that they could go to. An hls.js player that met a 404 does
 * not return to that region for 300 s: no steering moves it before, so that a drain does not help it, and a second 404
 * leaves it without a pathway.
 *
 * @param domain what is about to be closed
 * @param drained whether a drain goes before the close
 * @returns undefined when some other open distribution was not closed that recently, when nobody can have met its 404, and
 * when no other one is open: such a close is refused
 */
function recentCloseWarning(
  { state, items }: StateReading,
  domain: string,
  drained: boolean,
  nowMs: number,
): string | undefined {
  const others = openBesides(state, domain, nowMs);
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
  function lastOf(time: 'closedAtMs' | 'closedUndrainedAtMs') {
    const recent = others.flatMap((one) => {
      const atMs = items.get(one.domain)?.[time] ?? Number.NaN;
      const agoS = Math.round((nowMs - atMs) / 1000);
      const leftS = PENALTY_S + MET_WITHIN_S - agoS;
      return agoS >= 0 && leftS > 0 ? [{ name: `${one.domain} (${one.region})`, agoS, leftS }] : [];
    });
    return recent.length === others.length ? recent.sort((a, b) => a.agoS - b.agoS)[0] : undefined;
  }
}

/**
 * What to say before a close where the other distributions were opened so recently that some players may not know of them
 * yet: the 404 waits, because a player that knows of no other pathway stops at it.
 *
 * @param atMs when the close would begin, in ms since the epoch
 * @returns undefined when it begins then
 */
function recentOpeningWarning(reading: StateReading, domain: string, atMs: number): string | undefined {
  const others = openBesides(reading.state, domain, atMs);
  if (others.length === 0) return undefined;
  const names = others.map((one) => `${one.domain} (${one.region})`).join(', ');
  if (others.every((one) => openedOutside(reading, one.domain))) {
    const lateS = Math.ceil(OPENING_KNOWN_MS / 1000);
    return `${names} was opened outside cvs, and since when is not known. The 404 comes ${lateS} s from now, when every player knows where to go.`;
  }
  const lateMs = Math.min(...others.map(openKnownFromMs)) - atMs;
  if (lateMs <= 0) return undefined;
  return `${names} was opened moments ago. The 404 comes up to ${Math.ceil(lateMs / 1000)} s later than usual, when every player knows where to go.`;
}

function openBesides({ distributions }: ClusterState, domain: string, atMs: number) {
  return distributions.filter((one) => one.domain !== domain && isWanted(one, atMs));
}
