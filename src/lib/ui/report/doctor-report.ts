import chalk from 'chalk';
import { countOf } from '../../count-of.js';
import type { Finding, FindingStatus } from '../../doctor/check.js';
import type { Examination, Examined } from '../../doctor/examine.js';
import { columnsOf, fold } from '../text/fit.js';
import { sign } from '../text/signs.js';

const COLOUR: Readonly<Record<FindingStatus, (text: string) => string>> = {
  pass: chalk.green,
  warn: chalk.yellow,
  fail: chalk.red,
  skip: chalk.dim,
};

/** Read when it is drawn: `--plain` turns signs into words. */
function signOf(status: FindingStatus): string {
  return sign(({ pass: '✔', warn: '▲', fail: '✖', skip: '·' } as const)[status]);
}

/**
 * What the checks found: passed checks by group, then warnings, then failures. The end of a long report is what stays on
 * the screen, and so it is what matters most.
 */
export function doctorReport({ checks, counts }: Examination, columns = columnsOf(process.stdout)): string {
  const isWell = ({ status }: Examined) => status === 'pass' || status === 'skip';
  const groups = [...new Set(checks.map(({ group }) => group))];
  const section = (title: string, members: readonly Examined[], nameOf: (check: Examined) => string) =>
    members.length === 0
      ? []
      : [[chalk.bold(title), ...members.flatMap((one) => checkLines(one, nameOf(one), columns))].join('\n')];
  const withGroup = ({ group, title }: Examined) => `${group}: ${title}`;
  const ended = (status: FindingStatus) => checks.filter((one) => one.status === status);
  return [
    ...groups.flatMap((group) =>
      section(
        group,
        checks.filter((one) => one.group === group && isWell(one)),
        ({ title }) => title,
      ),
    ),
    ...section('Warnings', ended('warn'), withGroup),
    ...section('Failed', ended('fail'), withGroup),
    fold(
      `${counts.pass} passed, ${countOf(counts.warn, 'warning')}, ${counts.fail} failed, ${counts.skip} skipped`,
      columns,
    ).join('\n'),
  ].join('\n\n');
}

const WORST_FIRST: readonly FindingStatus[] = ['fail', 'warn', 'pass', 'skip'];

function checkLines({ status, findings }: Examined, name: string, columns: number): string[] {
  const colour = COLOUR[status];
  const why = [...new Set(findings.map(({ message }) => message))];
  if (status === 'skip') {
    return fold(`  ${signOf(status)} ${name}: ${why.join('; ')}`, columns, '    ').map((line) => chalk.dim(line));
  }
  const [first = '', ...rest] = fold(`  ${signOf(status)} ${name}`, columns, '    ');
  const sorted = [...findings].sort((a, b) => WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status));
  return [
    first.replace(signOf(status), (mark) => colour(mark)),
    ...rest,
    ...sorted.flatMap((one, index) => findingLines(one, sorted[index + 1], columns)),
  ];
}

/** A finding, with what to do below it; findings in a row with the same advice show it once. */
function findingLines(finding: Finding, next: Finding | undefined, columns: number): string[] {
  const { status, message, region, advice } = finding;
  const isWell = status === 'pass' || status === 'skip';
  const mark = status === 'pass' ? '' : `${signOf(status)} `;
  const [first = '', ...rest] = fold(`      ${mark}${region ? `${region}: ` : ''}${message}`, columns, '        ');
  return [
    isWell ? chalk.dim(first) : first.replace(mark, (drawn) => COLOUR[status](drawn)),
    ...rest.map((line) => (isWell ? chalk.dim(line) : line)),
    ...(advice && advice !== next?.advice ? fold(`        ${sign('→')} ${advice}`, columns, '          ') : []),
  ];
}
