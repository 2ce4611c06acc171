import chalk from 'chalk';
import type { Finding, FindingStatus } from '../../doctor/check.js';
import type { Examination, Examined } from '../../doctor/examine.js';
import { fold } from '../text/fit.js';
import { plain, sign } from '../text/signs.js';

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
 * What the checks found: what is well by group, then what is to be looked at, then what failed, so that the end of a long
 * report, which is what stands on the screen, is what matters.
 *
 * @param columns of the terminal; what is not a terminal, or is read aloud, has lines as long as they are
 */
export function doctorReport(
  { checks, counts }: Examination,
  columns = (!plain() && process.stdout.columns) || Number.POSITIVE_INFINITY,
): string {
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
    ...section('To look at', ended('warn'), withGroup),
    ...section('Failed', ended('fail'), withGroup),
    fold(
      `${counts.pass} passed, ${counts.warn} to look at, ${counts.fail} failed, ${counts.skip} skipped`,
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

/** A finding; what to do stands below, or below the next one where that has the same done. */
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
