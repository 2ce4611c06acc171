import chalk from 'chalk';
import type { Finding, FindingStatus } from '../doctor/check.js';
import type { Examination } from '../doctor/examine.js';
import { sign } from './signs.js';

/** Read when it is drawn: `--plain` turns signs into words. */
function mark(status: FindingStatus): string {
  const drawn = {
    pass: () => chalk.green(sign('✔')),
    warn: () => chalk.yellow(sign('▲')),
    fail: () => chalk.red(sign('✖')),
    skip: () => chalk.dim(sign('·')),
  };
  return drawn[status]();
}

/** What the checks found, by group; what to do stands below what it is about. */
export function doctorReport({ checks, counts }: Examination): string {
  const groups = [...new Set(checks.map(({ group }) => group))];
  const blocks = groups.map((group) =>
    [
      chalk.bold(group),
      ...checks
        .filter((check) => check.group === group)
        .flatMap((check) => [`  ${mark(check.status)} ${check.title}`, ...check.findings.flatMap(findingLines)]),
    ].join('\n'),
  );
  const total = `${counts.pass} passed, ${counts.warn} to look at, ${counts.fail} failed, ${counts.skip} skipped`;
  return [...blocks, total].join('\n\n');
}

function findingLines({ status, message, region, advice }: Finding): string[] {
  const line = `      ${status === 'pass' ? '' : `${mark(status)} `}${region ? `${region}: ` : ''}${message}`;
  return [
    status === 'pass' || status === 'skip' ? chalk.dim(line) : line,
    ...(advice ? [`        ${sign('→')} ${advice}`] : []),
  ];
}
