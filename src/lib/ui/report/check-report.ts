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

/** For each finding: where and what, which players it affects and the source of its rule, and what to do. */
export function checkReport(result: CheckResult): string {
  const { findings, counts, variants, pathways, mediaPlaylists } = result;
  const named = pathways.filter((pathway) => pathway !== '');
  const checked = [
    `${countOf(variants, 'variant')}${named.length > 0 ? ` of ${named.join(', ')}` : ''}`,
    ...(mediaPlaylists > 0 ? [countOf(mediaPlaylists, 'media playlist')] : []),
  ].join(', ');
  const lines = findings.flatMap(({ line, severity, rule, message, hurts, source, action }, index) => [
    `${MARKS[severity]()} line ${line}  ${rule}: ${message}`,
    chalk.dim(`    ${hurts.length > 0 ? `affects ${hurts.join(', ')} · ` : ''}${source}`),
    // Findings of one rule in a row need the same.
    ...(rule === findings[index + 1]?.rule ? [] : [`    ${sign('→')} ${action}`]),
  ]);
  const verdict =
    findings.length === 0
      ? `${chalk.green(sign('✔'))} Fit for failover`
      : `${countOf(counts.error, 'error')}, ${countOf(counts.warning, 'warning')}, ${countOf(counts.note, 'note')}`;
  return [...lines, `${verdict}: ${checked}.`].join('\n');
}
