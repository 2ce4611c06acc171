import chalk from 'chalk';
import { countOf } from '../../count-of.js';
import type { MergeSummary } from '../../playlist/merge/merge.js';
import { sign } from '../text/signs.js';

/** `3 rungs, 1 rendition, pathways eu-west-1, eu-west-2` */
export function ladderLine(summary: Pick<MergeSummary, 'rungs' | 'renditions' | 'pathways'>): string {
  const { rungs, renditions, pathways } = summary;
  return `${countOf(rungs, 'rung')}, ${countOf(renditions, 'rendition')}, pathways ${pathways.join(', ')}`;
}

/** What a merged master playlist contains, what cvs changed on purpose, and what may disturb players. */
export function mergeReport(summary: MergeSummary): string {
  return [
    ladderLine(summary),
    ...summary.changes.map((change) => chalk.dim(`  ${change}`)),
    ...summary.warnings.map((warning) => `${chalk.yellow(sign('▲'))} ${warning}`),
  ].join('\n');
}
