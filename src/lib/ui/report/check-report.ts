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

/** Two lines for each finding: where and what, then which players it affects and which rule it breaks. */
export function checkReport(result: CheckResult): string {
  const { findings, counts, variants, pathways, mediaPlaylists } = result;
  const named = pathways.filter((pathway) => pathway !== '');
  const checked = [
    `${countOf(variants, 'variant')}${named.length > 0 ? ` of ${named.join(', ')}` : ''}`,
    ...(mediaPlaylists > 0 ? [countOf(mediaPlaylists, 'media playlist')] : []),
  ].join(', ');
  const lines = findings.flatMap(({ line, severity, rule, message, hurts, source }) => [
    `${MARKS[severity]()} line ${line}  ${rule}: ${message}`,
    chalk.dim(`    ${hurts.length > 0 ? `affects ${hurts.join(', ')} · ` : ''}${source}`),
  ]);
  const verdict =
    findings.length === 0
      ? `${chalk.green(sign('✔'))} Fit for failover`
      : `${countOf(counts.error, 'error')}, ${countOf(counts.warning, 'warning')}, ${countOf(counts.note, 'note')}`;
  return [...lines, `${verdict}: ${checked}.`].join('\n');
}
