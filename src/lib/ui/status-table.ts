import chalk from 'chalk';
import type { ClusterStatus, Known, LiveEdgeStatus, RegionStatus, StackStatus } from '../status/cluster-status.js';
import { historyTable, intentText } from './history-table.js';
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
    `Replicas          ${status.replicas.map(({ region, answer }) => `${region} ${show(`replica ${region}`, answer, colour)}`).join(', ')}`,
    `Live edge         ${status.liveEdges.map(({ region, edge }) => `${region} ${show(`${region} live edge`, edge, edgeText)}`).join(', ')}`,
    `State table       ${show('state table', status.stateTable, ({ replica }) => `read in ${replica}`)}`,
  ];
  return [
    table(['REGION', 'DISTRIBUTION', 'STACKS', 'COPILOT', 'STATE', 'STREAM', 'MASTER PLAYLIST'], rows),
    '',
    ...shared,
    ...alarms(status),
    ...historyLines(show('history', status.history, (entries) => (entries.length ? historyTable(entries) : ''))),
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

function historyLines(text: string): string[] {
  return text === '' ? [] : ['', text];
}

/** What must not be overlooked. */
function alarms({ regions }: ClusterStatus): string[] {
  const lines = regions.flatMap(({ region, serving }) => {
    if (!serving.known) return [];
    const { servesNevertheless, changedOutside, offAir } = serving.value;
    return [
      ...(offAir ? [`${region} is OFF THE AIR on purpose. Back on the air: cvs failover open --all`] : []),
      ...(servesNevertheless
        ? [`${region} IS CLOSED BUT SERVES: no other region is open. Decide which one should: cvs failover open`]
        : []),
      ...(changedOutside ? [`${region} was changed outside cvs; cvs left it ${intentText(changedOutside)}`] : []),
    ];
  });
  return lines.length ? ['', ...lines.map((line) => chalk.red.bold(`▲ ${line}`))] : [];
}

function edgeText({ sequence, lagS }: LiveEdgeStatus): string {
  return lagS === undefined ? `#${sequence}` : `#${sequence}, ${lagS.toFixed(1)} s behind`;
}

/** The status as plain lines, one a region: time, region, state, stream, live edge, what steering says. */
export function statusLines(status: ClusterStatus): string[] {
  const text = <T>(part: Known<T>, of: (value: T) => string) => (part.known ? of(part.value) : 'unknown');
  const steering = status.steering ? text(status.steering, (order) => order.join('>')) : 'none';
  return status.regions.map(({ region, serving, freshness }, index) =>
    [
      status.at,
      region,
      text(serving, ({ state, servesNevertheless, changedOutside }) =>
        [state, ...(servesNevertheless ? ['SERVES'] : []), ...(changedOutside ? ['changed outside cvs'] : [])].join(
          ', ',
        ),
      ),
      text(freshness, (one) => (one.ageS === undefined ? one.freshness : `${one.freshness} ${Math.round(one.ageS)} s`)),
      text(status.liveEdges[index]?.edge ?? { known: false, why: '' }, edgeText),
      `replica ${text(status.replicas[index]?.answer ?? { known: false, why: '' }, (answer) => answer)}`,
      `steering ${steering}`,
    ].join('  '),
  );
}

function servingText(serving: Extract<RegionStatus['serving'], { known: true }>['value']): string {
  const until = serving.closedFrom
    ? ` from ${new Date(serving.closedFrom * 1000).toISOString()}`
    : serving.closedUntil
      ? ` until ${new Date(serving.closedUntil * 1000).toISOString()}`
      : '';
  const anyway = serving.servesNevertheless ? ', serves all the same: no other region is open' : '';
  return `${colour(serving.state)}${until}${anyway}`;
}

const GOOD = /^(open|fresh|current|attached|(CREATE|UPDATE)_COMPLETE)$/;
const BAD = /^(stale|missing|foreign|ABSENT|.*FAILED|.*ROLLBACK.*)$/;

function colour(word: string): string {
  if (GOOD.test(word)) return chalk.green(word);
  return BAD.test(word) ? chalk.red(word) : chalk.yellow(word);
}
