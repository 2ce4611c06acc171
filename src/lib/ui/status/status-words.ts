import chalk from 'chalk';
import { momentText } from '../../moment.js';
import type {
  ClusterStatus,
  DistributionStatus,
  FreshnessStatus,
  Known,
  ServingStatus,
} from '../../status/cluster-status.js';
import { troublesOf } from '../../status/troubles.js';
import { verdictOf } from '../../status/verdict.js';
import { sign } from '../text/signs.js';
import { wrap } from '../text/width.js';

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

/** What is to be said first: what viewers get, what is wrong, and since when. */
export function verdictLines(status: ClusterStatus, columns: number): string[] {
  const { level, sentence, sinceMs } = verdictOf(status);
  const since = sinceMs === undefined ? '' : ` Since ${momentText(sinceMs, status.at)}.`;
  const paint = { well: chalk.green, degraded: chalk.yellow, failing: chalk.red, unknown: chalk.yellow }[level];
  return wrap(`${sentence}${since}`, columns).map((line) => paint.bold(line));
}

/** What an operator must not overlook: sentences with the command that helps, in lines that fit. */
export function troubleLines(status: ClusterStatus, columns: number): string[] {
  return troublesOf(status).flatMap(({ severity, text, command }) => {
    const lines = wrap(`${sign('▲')} ${text}${command === undefined ? '' : ` ${command}`}`, columns);
    return lines.map((line) => (severity === 'failing' ? chalk.red.bold(line) : chalk.yellow(line)));
  });
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
  former: 'yellow',
} as const;

export function colour(state: keyof typeof COLOURS): string {
  return chalk[COLOURS[state]](state);
}

/** @param status as CloudFormation has it, or `ABSENT` */
export function stackStatusText(status: string): string {
  if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return chalk.green(status);
  return /FAILED$|ROLLBACK|^ABSENT$/.test(status) ? chalk.red(status) : chalk.yellow(status);
}
