import chalk from 'chalk';
import type { DemoResult } from '../demo/run-demo.js';
import { after } from '../lib/drill/drill-words.js';
import { secondsText } from '../lib/duration.js';
import { stackTable } from '../lib/ui/report/stack-table.js';
import { sign } from '../lib/ui/text/signs.js';

/** The result of the demo. */
export function demoReport(result: DemoResult): string {
  const { drill } = result;
  const passed = result.outcome === 'passed';
  const took = `in ${result.seconds.toFixed(1)} s`;
  return [
    '',
    stackTable(result.stacks),
    '',
    `Master playlist   ${result.masterPlaylistUrl}`,
    `Closed            ${drill.closedRegion} (${drill.closedDomain})`,
    `Viewer left       ${after(drill.drainToSwitchMs, 'after the drain')}`,
    `404 seen          ${after(drill.closeEffectiveMs, 'after the start of the close')}`,
    `Viewer            ${drill.viewer.segments} segments, ${drill.viewer.errorResponses} error responses, longest stall ${secondsText(drill.viewer.longestStallMs)}`,
    `Opened again      ${drill.reopened ? 'yes' : 'no'}`,
    `Destroyed         ${result.destroyed ? 'yes' : 'no'}`,
    '',
    passed ? chalk.green(`${sign('✔')} passed ${took}`) : chalk.red(`${sign('✖')} failed ${took}`),
    ...result.failures.map((one) => `  ${one}`),
  ].join('\n');
}
