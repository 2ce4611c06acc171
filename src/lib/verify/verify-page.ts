import { countOf } from '../count-of.js';
import type { Finding, FindingStatus } from '../doctor/check.js';
import type { Examined } from '../doctor/examine.js';
import { visible } from '../outside-text.js';
import { redact } from '../redact.js';
import type { Verification } from './verify-cluster.js';

/** What ran it. */
export interface Environment {
  /** Version of cvs. */
  version: string;
  /** Version of Node, such as `v24.1.0`. */
  node: string;
  /** Such as `linux x64`. */
  platform: string;
}

const WORDS: Readonly<Record<FindingStatus, string>> = {
  fail: 'FAILED',
  warn: 'warning',
  pass: 'passed',
  skip: 'skipped',
};

/**
 * The verification as one page of Markdown, to be kept or sent: it has no secrets, no account number and no names of people.
 */
export function verifyPage(verification: Verification, { version, node, platform }: Environment): string {
  const { cluster, at, tookMs, checkMs, regions, stacks, checks, counts } = verification;
  const todo = checks.flatMap(({ findings }) => findings).filter(({ advice }) => advice !== undefined);
  const page = [
    `# ${cluster}: ${counts.fail > 0 ? `${countOf(counts.fail, 'check')} failed` : 'no check failed'}`,
    '',
    table(
      ['', ''],
      [
        ['verified at', `${at}, in ${seconds(tookMs)}`],
        [
          'checks',
          `${counts.pass} passed, ${countOf(counts.warn, 'warning')}, ${counts.fail} failed, ${counts.skip} skipped`,
        ],
        ['regions', regions.join(', ')],
        ['cvs', version],
        ['Node', `${node}, ${platform}`],
      ],
    ),
    '',
    '## What to do',
    '',
    ...(todo.length === 0 ? ['Nothing.'] : [...new Set(todo.map(adviceLine))]),
    '',
    '## Checks',
    '',
    table(
      ['result', 'check', 'what was seen', 'took'],
      checks.map((one) => checkRow(one, checkMs[one.id])),
    ),
    '',
    '## Stacks',
    '',
    table(
      ['stack', 'region', 'status', 'last change'],
      stacks.map(({ stackName, region, status, changedAt = '' }) => [stackName, region, status, changedAt]),
    ),
    '',
  ].join('\n');
  return withoutPeople(redact(page));
}

function checkRow({ id, status, title, findings }: Examined, tookMs: number | undefined): string[] {
  return [
    WORDS[status],
    `${title} (\`${id}\`)`,
    findings.map(findingText).join('<br>'),
    tookMs === undefined ? '' : seconds(tookMs),
  ];
}

function findingText({ status, id, region, message }: Finding): string {
  const mark = status === 'pass' || status === 'skip' ? '' : `**${WORDS[status]}** \`${id}\` `;
  return `${mark}${region ? `${region}: ` : ''}${cell(message)}`;
}

function adviceLine({ region, message, advice = '' }: Finding): string {
  return `- ${region ? `${region}: ` : ''}${cell(message)}: ${cell(advice)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A text that stays in its cell, and shows nothing but itself. */
function cell(text: string): string {
  return visible(text).replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Account numbers, and the names of users and sessions, which are often addresses of people. */
function withoutPeople(text: string): string {
  return text
    .replace(/(arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:)\d{12}(:)/g, '$1ACCOUNT$2')
    .replace(/\b(account|Account) \d{12}\b/g, '$1 ACCOUNT')
    .replace(/(https?:\/\/[^\s/|]*\/)\d{12}(\/)/g, '$1ACCOUNT$2')
    .replace(/((?:assumed-role\/[\w+=,.@-]+|federated-user|user)\/)[\w+=,.@/-]+/g, '$1…');
}
