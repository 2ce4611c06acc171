import chalk from 'chalk';
import type { DrillReport } from '../../drill/drill-report.js';
import { eventText, failureText, subjectText, viewerFacts } from '../../drill/drill-words.js';
import { secondsText } from '../../duration.js';
import { sign } from '../text/signs.js';
import { table } from '../text/table.js';

/** The result of a drill: a row for each viewer, the timeline, and whether it passed. */
export function drillReport(report: DrillReport): string {
  const facts = report.viewers.map(viewerFacts);
  const { maxStallMs, maxErrors, maxSwitchMs } = report.objectives;
  return [
    '',
    table(
      ['VIEWER', ...(facts[0] ?? []).map(([name]) => name.toUpperCase())],
      facts.map((values, index) => [String(index + 1), ...values.map(([, value]) => value)]),
    ),
    '',
    ...report.timeline.map(
      ({ atMs, subject, event }) =>
        `${secondsText(atMs, 2).padStart(9)}  ${chalk.dim(subjectText(subject).padEnd(16))}  ${eventText(event)}`,
    ),
    '',
    `Closed            ${report.closedRegion} (${report.closedDomain})`,
    `404 seen          ${after(report.closeEffectiveMs, ' after the start of the close')}`,
    `Last viewer left  ${after(report.drainToSwitchMs, ' after players were told to leave')}`,
    `Opened again      ${report.reopened ? 'yes' : 'no'}`,
    `Objectives        longest stall ≤ ${maxStallMs / 1000} s, error responses ≤ ${maxErrors}, time to leave ≤ ${maxSwitchMs / 1000} s`,
    '',
    report.outcome === 'passed' ? chalk.green(`${sign('✔')} passed`) : chalk.red(`${sign('✖')} failed`),
    ...report.failures.map((one) => `  ${failureText(one, facts.length)}`),
  ].join('\n');
}

/** When something was seen after something else, or that it was not. */
export function after(ms: number | undefined | null, since: string): string {
  return ms == null ? 'no' : `${secondsText(ms)}${since}`;
}
