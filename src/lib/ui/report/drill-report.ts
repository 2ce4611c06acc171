import chalk from 'chalk';
import type { DrillReport } from '../../drill/drill-report.js';
import { drillFacts, eventText, failureText, subjectText, viewerFacts } from '../../drill/drill-words.js';
import { secondsText } from '../../duration.js';
import { sign } from '../text/signs.js';
import { table } from '../text/table.js';

/** The result of a drill: a row for each viewer, the timeline, and whether it passed. */
export function drillReport(report: DrillReport): string {
  const facts = report.viewers.map(viewerFacts);
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
    ...drillFacts(report).map(([name, value]) => `${name.padEnd(16)}  ${value}`),
    '',
    report.outcome === 'passed' ? chalk.green(`${sign('✔')} passed`) : chalk.red(`${sign('✖')} failed`),
    ...report.failures.map((one) => `  ${failureText(one, facts.length)}`),
  ].join('\n');
}
