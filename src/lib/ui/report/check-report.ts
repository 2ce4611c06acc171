import chalk from 'chalk';
import { countOf } from '../../count-of.js';
import type { Severity } from '../../findings/finding.js';
import type { CheckResult } from '../../playlist/check/check-playlist.js';
import { sign } from '../text/signs.js';

const MARKS: Readonly<Record<Severity, () => string>> = {
  error: () => chalk.red(sign('✖', 'error:')),
  warning: () => chalk.yellow(sign('▲')),
  note: () => chalk.dim(sign('·', 'note:')),
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
    `${MARKS[severity]()} line ${line}  ${rule}: ${message}`,
    chalk.dim(`    ${hurts.length > 0 ? `hurts ${hurts.join(', ')} · ` : ''}${source}`),
  ]);
  const verdict =
    findings.length === 0
      ? 'Nothing found'
      : `${countOf(counts.error, 'error')}, ${countOf(counts.warning, 'warning')}, ${countOf(counts.note, 'note')}`;
  return [...lines, `${verdict}: ${looked}.`].join('\n');
}
