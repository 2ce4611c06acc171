import chalk from 'chalk';
import type { ClusterStatus, Known, RegionStatus, StackStatus } from '../status/cluster-status.js';
import { table } from './table.js';

/** How a cluster stands: a row a region, then what the regions share, then why anything is unknown. */
export function statusTable(status: ClusterStatus): string {
  const reasons: string[] = [];
  const show = <T>(what: string, part: Known<T>, text: (value: T) => string): string => {
    if (part.known) return text(part.value);
    reasons.push(`${what}: ${part.why}`);
    return chalk.dim('unknown');
  };
  const rows = status.regions.map((region) => [
    region.region,
    region.distributionDomain,
    stacksText(region.stacks, show),
    show(`${region.region} distribution`, region.distribution, distributionText),
    show(`${region.region} state`, region.serving, servingText),
    show(`${region.region} freshness`, region.freshness, ({ freshness, ageS }) =>
      ageS === undefined ? freshness : `${colour(freshness)}, ${Math.round(ageS)} s ago`,
    ),
    show(`${region.region} master playlist`, region.masterPlaylist, (playlist) => colour(playlist.status)),
  ]);
  const shared = [
    `Shared stacks     ${stacksText(status.sharedStacks, show)}`,
    `Master playlist   ${show('master playlist URL', status.masterPlaylistUrl, (url) => url)}`,
    ...(status.steering
      ? [`Steering          ${show('steering', status.steering, (order) => order.join(', then '))}`]
      : []),
    `State table       ${show('state table', status.stateTable, ({ replica }) => `read in ${replica}`)}`,
  ];
  return [
    table(['REGION', 'DISTRIBUTION', 'STACKS', 'COPILOT', 'STATE', 'STREAM', 'MASTER PLAYLIST'], rows),
    '',
    ...shared,
    ...(reasons.length ? ['', ...new Set(reasons.map((reason) => `▲ ${reason}`))] : []),
  ].join('\n');
}

type Show = <T>(what: string, part: Known<T>, text: (value: T) => string) => string;

function stacksText(stacks: readonly StackStatus[], show: Show): string {
  const texts = stacks.map((stack) => show(stack.stackName, stack.status, (status) => status));
  return [...new Set(texts)].map(colour).join(', ');
}

function distributionText(distribution: Extract<RegionStatus['distribution'], { known: true }>['value']): string {
  const version = distribution.version ? ` v${distribution.version}` : '';
  const outdated =
    distribution.latestVersion && distribution.version !== distribution.latestVersion
      ? ` (v${distribution.latestVersion} is out)`
      : '';
  const deploying = distribution.deployed ? '' : ', deploying';
  const disabled = distribution.enabled ? '' : ', disabled';
  return `${colour(distribution.copilot)}${version}${outdated}${deploying}${disabled}`;
}

function servingText(serving: Extract<RegionStatus['serving'], { known: true }>['value']): string {
  const until = serving.closedUntil ? ` until ${new Date(serving.closedUntil * 1000).toISOString()}` : '';
  const anyway = serving.servesNevertheless ? ', serves all the same: no other region is open' : '';
  return `${colour(serving.state)}${until}${anyway}`;
}

const GOOD = /^(open|fresh|current|attached|(CREATE|UPDATE)_COMPLETE)$/;
const BAD = /^(stale|missing|foreign|ABSENT|.*FAILED|.*ROLLBACK.*)$/;

function colour(word: string): string {
  if (GOOD.test(word)) return chalk.green(word);
  return BAD.test(word) ? chalk.red(word) : chalk.yellow(word);
}
