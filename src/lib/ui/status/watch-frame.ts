import chalk from 'chalk';
import { momentText } from '../../moment.js';
import type { ClusterStatus, Known } from '../../status/cluster-status.js';
import { liveEdges } from '../../status/live-edges.js';
import type { Size } from '../progress/redraw.js';
import { historyEntryText } from '../report/history-table.js';
import { sign } from '../text/signs.js';
import { fits, grid } from '../text/table.js';
import { cut, wrap } from '../text/width.js';
import {
  colour,
  distributionText,
  freshnessText,
  servingText,
  stackStatusText,
  textOf,
  troubleLines,
  verdictLines,
} from './status-words.js';

/**
 * A watched status in lines that fit a terminal, which needs one row for the cursor. What moves viewers comes first; the
 * oldest history is left out where there is no room.
 */
export function watchFrame(status: ClusterStatus, { columns, rows }: Size): string[] {
  const lines = [
    chalk.bold(`${status.cluster}  ${momentText(status.at, status.at)}  Ctrl-C ends`),
    ...verdictLines(status, columns),
    '',
    ...regionLines(status, columns),
    '',
    ...troubleLines(status, columns),
    ...(status.steering ? [`Players are sent to ${show(status.steering, (order) => order.join(', then '))}`] : []),
    `State table read in ${show(status.stateTable, ({ replica }) => replica)}; stacks ${stacks(status)}`,
    ...unknowns(status).flatMap((why) => wrap(`${sign('▲')} ${why}`, columns)),
    '',
    ...(status.history.known
      ? status.history.value.map((entry) => historyEntryText(entry, status.at))
      : [chalk.yellow('unknown')]),
  ];
  return lines.slice(0, Math.max(1, rows - 1)).map((line) => cut(line, columns));
}

/** A row for each region, or a few lines where the rows are wider than the terminal. */
function regionLines(status: ClusterStatus, columns: number): string[] {
  const edges = liveEdges(status);
  const rows = status.regions.map((one, index) => [
    one.region,
    show(one.serving, (serving) => servingText(serving, status.at)),
    show(one.freshness, freshnessText),
    show(edges[index]?.edge, (text) => text),
    show(status.replicas[index]?.answer, colour),
    show(one.distribution, distributionText),
  ]);
  const drawn = grid(['REGION', 'STATE', 'STREAM', 'LIVE EDGE', 'REPLICA', 'COPILOT'], rows);
  if (fits(drawn, columns)) return drawn.split('\n');
  return rows.flatMap(([region, state, stream, edge, replica, copilot]) => [
    `${chalk.bold(region)}  ${state}`,
    `  stream ${stream}  edge ${edge}`,
    `  replica ${replica}  copilot ${copilot}`,
  ]);
}

function stacks({ regions, sharedStacks }: ClusterStatus): string {
  const all = [...regions.flatMap((one) => one.stacks), ...sharedStacks];
  return [...new Set(all.map((stack) => show(stack.status, stackStatusText)))].join(', ');
}

/** Why parts are unknown, each reason once. */
function unknowns(status: ClusterStatus): string[] {
  const { regions, steering, stateTable, replicas, history } = status;
  const parts: readonly { what: string; part?: Known<unknown> }[] = [
    { what: 'state table', part: stateTable },
    { what: 'steering', part: steering },
    { what: 'history', part: history },
    ...regions.map(({ region, distribution }) => ({ what: `${region} copilot`, part: distribution })),
    ...liveEdges(status).map(({ region, edge }) => ({ what: `${region} live edge`, part: edge })),
    ...replicas.map(({ region, answer }) => ({ what: `${region} replica`, part: answer })),
  ];
  const firstOf = new Map<string, string>();
  for (const { what, part } of parts) if (part && !part.known && !firstOf.has(part.why)) firstOf.set(part.why, what);
  return [...firstOf].map(([why, what]) => `${what} unknown: ${why}`);
}

function show<T>(part: Known<T> | undefined, text: (value: T) => string): string {
  return textOf(part, text, chalk.yellow('unknown'));
}
