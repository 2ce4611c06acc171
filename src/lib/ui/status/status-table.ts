import chalk from 'chalk';
import type { ClusterStatus, Known, StackStatus } from '../../status/cluster-status.js';
import { liveEdges } from '../../status/live-edges.js';
import { historyEntryText, historyTable } from '../report/history-table.js';
import { sign } from '../text/signs.js';
import { fits, table } from '../text/table.js';
import { fold, wrap } from '../text/width.js';
import {
  colour,
  distributionText,
  freshnessText,
  observersText,
  servingText,
  stackStatusText,
  troubleLines,
  verdictLines,
} from './status-words.js';

const HEADS = ['REGION', 'DISTRIBUTION', 'STACKS', 'COPILOT', 'STATE', 'STREAM', 'MASTER PLAYLIST'];

/**
 * The state of a cluster: a row for each region, then what the regions share, then why anything is unknown.
 *
 * @param columns of the terminal: where the rows do not fit, each region is a few lines instead
 */
export function statusTable(status: ClusterStatus, columns = Number.POSITIVE_INFINITY): string {
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
    show(`${region.region} state`, region.serving, (serving) => {
      const anyway = serving.servesNevertheless ? ', but serves: no other region is open' : '';
      return `${servingText(serving)}${anyway}`;
    }),
    show(`${region.region} freshness`, region.freshness, freshnessText),
    show(`${region.region} master playlist`, region.masterPlaylist, ({ status }) => colour(status)),
  ]);
  const shared = [
    `Shared stacks     ${stacksText(status.sharedStacks, show)}`,
    `Master playlist   ${show('master playlist URL', status.masterPlaylistUrl, (url) => url)}`,
    ...(status.steering
      ? [`Steering          ${show('steering', status.steering, (order) => order.join(', then '))}`]
      : []),
    `Observers         ${status.regions
      .map(({ region, freshness }) => `${region}: ${show(`${region} observers`, freshness, observersText)}`)
      .join('; ')}`,
    `Replicas          ${status.replicas.map(({ region, answer }) => `${region} ${show(`replica ${region}`, answer, colour)}`).join(', ')}`,
    `Live edge         ${liveEdges(status)
      .map(({ region, edge }) => `${region} ${show(`${region} live edge`, edge, (text) => text)}`)
      .join('; ')}`,
    `State table       ${show('state table', status.stateTable, ({ replica }) => `read in ${replica}`)}`,
  ];
  const loud = troubleLines(status, columns);
  const history = show('history', status.history, (entries) => {
    if (entries.length === 0) return '';
    const drawn = historyTable(entries, Number.POSITIVE_INFINITY);
    if (fits(drawn, columns)) return drawn;
    return entries.flatMap((entry) => wrap(historyEntryText(entry, status.at), columns)).join('\n');
  });
  const why = [...new Set(reasons)].flatMap((reason) => wrap(`${sign('▲')} ${reason}`, columns));
  return [
    ...verdictLines(status, columns),
    '',
    table(HEADS, rows, columns),
    '',
    ...shared.flatMap((line) => fold(line, columns, ' '.repeat(18))),
    ...(loud.length ? ['', ...loud] : []),
    ...(history ? ['', history] : []),
    ...(why.length ? ['', ...why] : []),
  ].join('\n');
}

type Show = <T>(what: string, part: Known<T>, text: (value: T) => string) => string;

function stacksText(stacks: readonly StackStatus[], show: Show): string {
  return [...new Set(stacks.map((stack) => show(stack.stackName, stack.status, stackStatusText)))].join(', ');
}
