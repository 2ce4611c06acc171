import chalk from 'chalk';
import type { DemoResult } from '../demo/run-demo.js';
import { stackTable } from '../lib/ui/report/stack-table.js';
import { sign } from '../lib/ui/text/signs.js';

/** The result of the demo. */
export function demoReport(result: DemoResult): string {
  const { drill } = result;
  const passed = result.outcome === 'passed';
  return [
    '',
    stackTable(result.stacks),
    '',
    `Master playlist   ${result.masterPlaylistUrl}`,
    `Closed            ${drill.closedRegion} (${drill.closedDomain})`,
    `Viewer left       ${seconds(drill.drainToSwitchMs)} after the drain`,
    `404 seen          ${seconds(drill.closeEffectiveMs)} after the start of the close`,
    `Viewer            ${drill.viewer.segments} segments, ${drill.viewer.errorResponses} error responses, longest stall ${(drill.viewer.longestStallMs / 1000).toFixed(1)} s`,
    `Opened again      ${drill.reopened ? 'yes' : 'no'}`,
    `Destroyed         ${result.destroyed ? 'yes' : 'no'}`,
    '',
    passed
      ? chalk.green(`${sign('✔')} passed in ${result.seconds.toFixed(1)} s`)
      : [
          chalk.red(`${sign('✖')} failed in ${result.seconds.toFixed(1)} s`),
          ...result.failures.map((one) => `  ${one}`),
        ].join('\n'),
  ].join('\n');
}

function seconds(ms: number | null): string {
  return ms === null ? 'never' : `${(ms / 1000).toFixed(1)} s`;
}
