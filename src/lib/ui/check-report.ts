import chalk from 'chalk';
import type { Severity } from '../playlist/check/rules.js';
import type { CheckResult } from '../playlist/check-playlist.js';

const MARKS: Readonly<Record<Severity, string>> = {
  error: chalk.red('✖'),
  warning: chalk.yellow('▲'),
  note: chalk.dim('·'),
};

/** Two lines a finding: where and what, then whom it hurts and where the rule is from. */
export function checkReport(result: CheckResult): string {
  const { findings, counts, variants, pathways, mediaPlaylists } = result;
  const named = pathways.filter((pathway) => pathway !== '');
  const looked = [
    `${variants} variants${named.length > 0 ? ` of ${named.join(', ')}` : ''}`,
    ...(mediaPlaylists > 0 ? [`${mediaPlaylists} media playlists`] : []),
  ].join(', ');
  const lines = findings.flatMap(({ line, severity, rule, message, hurts, source }) => [
    `${MARKS[severity]} line ${line}  ${rule}: ${message}`,
    chalk.dim(`    ${hurts.length > 0 ? `hurts ${hurts.join(', ')} · ` : ''}${source}`),
  ]);
  const verdict =
    findings.length === 0
      ? 'Nothing found'
      : `${plural(counts.error, 'error')}, ${plural(counts.warning, 'warning')}, ${plural(counts.note, 'note')}`;
  return [...lines, `${verdict}: ${looked}.`].join('\n');
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
