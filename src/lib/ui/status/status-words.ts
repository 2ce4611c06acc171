import chalk from 'chalk';
import type {
  ClusterStatus,
  DistributionStatus,
  FreshnessStatus,
  Known,
  LiveEdgeStatus,
  ServingStatus,
} from '../../status/cluster-status.js';
import { intentText } from '../report/history-table.js';
import { momentText } from '../text/moment.js';

/** Whether the copilot is attached, and which version of it. */
export function distributionText({ copilot, version, latestVersion, deployed, enabled }: DistributionStatus): string {
  const outdated = latestVersion && version !== latestVersion ? ` (v${latestVersion} is available)` : '';
  const rest = `${deployed ? '' : ', deploying'}${enabled ? '' : ', disabled'}`;
  return `${colour(copilot)}${version ? ` v${version}` : ''}${outdated}${rest}`;
}

/**
 * Open, drained or closed, and from or until when.
 *
 * @param now ISO 8601; a moment of its day is shown without its date
 */
export function servingText(serving: ServingStatus, now?: string): string {
  const from = serving.closedFrom === undefined ? '' : ` from ${momentText(serving.closedFrom * 1000, now)}`;
  const until = serving.closedUntil === undefined ? '' : ` until ${momentText(serving.closedUntil * 1000, now)}`;
  const source = serving.servesFrom === undefined ? '' : `, served from ${serving.servesFrom}`;
  return `${colour(serving.state)}${from}${until}${source}`;
}

export function freshnessText({ freshness, ageS, quality }: FreshnessStatus): string {
  if (ageS === undefined) return `${colour(freshness)}: no report`;
  const age = `${Math.round(ageS)} s ago`;
  return freshness === 'unknown'
    ? `${colour(freshness)}: last report ${age}`
    : `${colour(freshness)}, ${age}${quality === undefined ? '' : `, quality ${Math.round(quality)}`}`;
}

/** What each observer says of a stream, in plain words: `eu-west-1 fresh, eu-west-2 stale for 20 s (not believed)`. */
export function observersText({ observers }: FreshnessStatus): string {
  if (observers.length === 0) return 'nobody has reported';
  return observers
    .map(({ observer, said, ageS, staleForS, silent, believed }) => {
      const since = staleForS === undefined ? '' : ` for ${staleForS} s`;
      if (silent) return `${observer} silent for ${ageS} s, last ${said}`;
      return `${observer} ${said}${since}${believed || observers.length === 1 ? '' : ' (not believed)'}`;
    })
    .join(', ');
}

/** The live edge of each region. While a region is closed its distribution answers 404, so that there is none to read. */
export function liveEdges({ regions, liveEdges }: ClusterStatus): { region: string; edge: Known<string> }[] {
  return liveEdges.map(({ region, edge }) => {
    const serving = regions.find((one) => one.region === region)?.serving;
    const isClosed = serving?.known === true && serving.value.state === 'closed';
    if (edge.known) return { region, edge: { known: true, value: edgeText(edge.value) } };
    return { region, edge: isClosed ? { known: true, value: 'none while closed' } : edge };
  });
}

function edgeText({ sequence, lagS }: LiveEdgeStatus): string {
  return lagS === undefined ? `#${sequence}` : `#${sequence}, ${lagS.toFixed(1)} s behind`;
}

/** What an operator must not overlook, a sentence each. */
export function alarms({ regions, replicas, stateTable }: ClusterStatus): string[] {
  const source = stateTable.known ? stateTable.value.replica : 'the one that was read';
  const behind = replicas
    .filter(({ answer }) => answer.known && answer.value === 'behind')
    .map(
      ({ region }) =>
        `The replica in ${region} does not say what ${source} says. If that stays, the replication has stopped: repeat the last change, which is then written there too, and run cvs doctor.`,
    );
  const ofRegions = regions.flatMap(({ region, serving }) => {
    if (!serving.known) return [];
    const { servesNevertheless, changedOutside, lapsed, offAir, reroutedTo, servesFrom, state } = serving.value;
    return [
      ...(offAir ? [`${region} is OFF THE AIR on purpose. Back on the air: cvs failover open --all`] : []),
      ...(servesNevertheless
        ? [
            `${region} IS CLOSED BUT SERVES: no other region is open. Decide which should serve: cvs failover open <region>`,
          ]
        : []),
      ...(lapsed
        ? [
            `${region} serves: its close has ended, but its item still says closed. To make the item say open: cvs failover open ${region}`,
          ]
        : []),
      ...(reroutedTo !== undefined && reroutedTo !== servesFrom && state !== 'closed'
        ? [
            `${region} is rerouted to ${reroutedTo}, and was not seen to be served from there: cvs doctor. To end it: cvs failover open ${region}`,
          ]
        : []),
      ...(changedOutside
        ? [`${region} was changed outside cvs; cvs had set it to ${intentText(changedOutside)}.`]
        : []),
    ];
  });
  return [...ofRegions, ...behind];
}

/** What is known, as `text` has it, or that it is not. */
export function textOf<T>(part: Known<T> | undefined, text: (value: T) => string, unknown = 'unknown'): string {
  return part?.known ? text(part.value) : unknown;
}

/** Green where all is well, red where viewers or the deployment suffer, else yellow. */
const COLOURS = {
  open: 'green',
  drained: 'yellow',
  closed: 'yellow',
  fresh: 'green',
  stale: 'red',
  unknown: 'yellow',
  current: 'green',
  outdated: 'yellow',
  behind: 'yellow',
  missing: 'red',
  attached: 'green',
  partly: 'yellow',
  absent: 'yellow',
  foreign: 'red',
} as const;

export function colour(state: keyof typeof COLOURS): string {
  return chalk[COLOURS[state]](state);
}

/** @param status as CloudFormation has it, or `ABSENT` */
export function stackStatusText(status: string): string {
  if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return chalk.green(status);
  return /FAILED$|ROLLBACK|^ABSENT$/.test(status) ? chalk.red(status) : chalk.yellow(status);
}
