import chalk from 'chalk';
import type { MergeSummary } from '../playlist/merge.js';
import { sign } from './signs.js';

/** What a merged master playlist holds, what was changed on purpose, and what may hurt players. */
export function mergeReport({ rungs, renditions, pathways, changes, warnings }: MergeSummary): string {
  return [
    `${rungs} rungs, ${renditions} renditions, pathways ${pathways.join(', ')}`,
    ...changes.map((change) => chalk.dim(`  ${change}`)),
    ...warnings.map((warning) => `${chalk.yellow(sign('▲'))} ${warning}`),
  ].join('\n');
}
