import chalk from 'chalk';
import type {
  ClusterStatus,
  DistributionStatus,
  FreshnessStatus,
  LiveEdgeStatus,
  ServingStatus,
} from '../../status/cluster-status.js';
import { intentText } from '../report/history-table.js';

/** Whether the copilot is attached, and which version of it. */
export function distributionText(distribution: DistributionStatus): string {
  const version = distribution.version ? ` v${distribution.version}` : '';
  const outdated =
    distribution.latestVersion && distribution.version !== distribution.latestVersion
      ? ` (v${distribution.latestVersion} is out)`
      : '';
  const deploying = distribution.deployed ? '' : ', deploying';
  const disabled = distribution.enabled ? '' : ', disabled';
  return `${colour(distribution.copilot)}${version}${outdated}${deploying}${disabled}`;
}

/**
 * Open, drained or closed, and from or until when.
 *
 * @param moment how a moment is written, from epoch seconds
 */
export function servingText(serving: ServingStatus, moment: (epochS: number) => string): string {
  const from = serving.closedFrom === undefined ? '' : ` from ${moment(serving.closedFrom)}`;
  const until = serving.closedUntil === undefined ? '' : ` until ${moment(serving.closedUntil)}`;
  return `${colour(serving.state)}${from}${until}`;
}

export function freshnessText({ freshness, ageS }: FreshnessStatus): string {
  return ageS === undefined ? freshness : `${colour(freshness)}, ${Math.round(ageS)} s ago`;
}

export function edgeText({ sequence, lagS }: LiveEdgeStatus): string {
  return lagS === undefined ? `#${sequence}` : `#${sequence}, ${lagS.toFixed(1)} s behind`;
}

/** What must not be overlooked, a sentence each. */
export function alarms({ regions }: ClusterStatus): string[] {
  return regions.flatMap(({ region, serving }) => {
    if (!serving.known) return [];
    const { servesNevertheless, changedOutside, offAir } = serving.value;
    return [
      ...(offAir ? [`${region} is OFF THE AIR on purpose. Back on the air: cvs failover open --all`] : []),
      ...(servesNevertheless
        ? [
            `${region} IS CLOSED BUT SERVES: no other region is open. Decide which one should, and cvs failover open it.`,
          ]
        : []),
      ...(changedOutside ? [`${region} was changed outside cvs; cvs left it ${intentText(changedOutside)}.`] : []),
    ];
  });
}

const GOOD = /^(open|fresh|current|attached|(CREATE|UPDATE)_COMPLETE)$/;
const BAD = /^(stale|missing|foreign|ABSENT|.*FAILED|.*ROLLBACK.*)$/;

/** A word green where all is well, red where it is not, else yellow. */
export function colour(word: string): string {
  if (GOOD.test(word)) return chalk.green(word);
  return BAD.test(word) ? chalk.red(word) : chalk.yellow(word);
}
