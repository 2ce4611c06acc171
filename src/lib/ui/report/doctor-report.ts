import chalk from 'chalk';
import { countOf } from '../../count-of.js';
import type { Finding, FindingStatus } from '../../doctor/check.js';
import type { Examination, Examined } from '../../doctor/examine.js';
import { sign } from '../text/signs.js';
import { columnsOf, fold } from '../text/width.js';

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

function isWell({ status }: { status: FindingStatus }): boolean {
  return status === 'pass' || status === 'skip';
}

/**
 * What the checks found: passed checks by group, then warnings, then failures. The end of a long report is what stays on
 * the screen, and so it is what matters most.
 */
export function doctorReport({ checks, counts }: Examination, columns = columnsOf(process.stdout)): string {
  const section = (title: string, members: readonly Examined[], nameOf: (check: Examined) => string) =>
    members.length === 0
      ? []
      : [[chalk.bold(title), ...members.flatMap((one) => checkLines(one, nameOf(one), columns))].join('\n')];
  const ended = (title: string, status: FindingStatus) =>
    section(
      title,
      checks.filter((one) => one.status === status),
      (one) => `${one.group}, expected: ${one.title}`,
    );
  const wellOf = (group: string) => checks.filter((one) => one.group === group && isWell(one));
  const totals = `${counts.pass} passed, ${countOf(counts.warn, 'warning')}, ${counts.fail} failed, ${counts.skip} skipped`;
  return [
    ...[...new Set(checks.map(({ group }) => group))].flatMap((group) =>
      section(group, wellOf(group), ({ title }) => title),
    ),
    ...ended('Warnings', 'warn'),
    ...ended('Failed', 'fail'),
    fold(totals, columns).join('\n'),
  ].join('\n\n');
}

const WORST_FIRST: readonly FindingStatus[] = ['fail', 'warn', 'pass', 'skip'];

function checkLines({ status, findings }: Examined, name: string, columns: number): string[] {
  const head = `  ${signOf(status)} ${name}`;
  if (status === 'skip') {
    const why = [...new Set(findings.map(({ message }) => message))].join('; ');
    return fold(`${head}: ${why}`, columns, '    ').map((line) => chalk.dim(line));
  }
  const [first = '', ...rest] = fold(head, columns, '    ');
  const sorted = [...findings].sort((a, b) => WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status));
  return [
    first.replace(signOf(status), (mark) => COLOUR[status](mark)),
    ...rest,
    ...sorted.flatMap((one, index) => findingLines(one, sorted[index + 1], columns)),
  ];
}

/** A finding, with what to do below it; findings in a row with the same advice show it once. */
function findingLines(finding: Finding, next: Finding | undefined, columns: number): string[] {
  const { status, message, region, advice } = finding;
  const mark = status === 'pass' ? '' : `${signOf(status)} `;
  const lines = fold(`      ${mark}${region ? `${region}: ` : ''}${message}`, columns, '        ');
  return [
    ...lines.map((line, index) => {
      if (isWell(finding)) return chalk.dim(line);
      return index === 0 ? line.replace(mark, (drawn) => COLOUR[status](drawn)) : line;
    }),
    ...(advice && advice !== next?.advice ? fold(`        ${sign('→')} ${advice}`, columns, '          ') : []),
  ];
}
