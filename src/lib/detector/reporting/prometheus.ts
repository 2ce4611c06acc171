import { LONGEST_SENTENCE, outsideText } from '../../outside-text.js';
import type { DetectorMessage } from './detector-message.js';

/**
 * What Prometheus scrapes (its text format 0.0.4): the stream's state, and each playlist's.
 *
 * @param totals polls since the beginning
 * @param nowMs wall clock
 */
export function prometheusText(
  message: DetectorMessage,
  totals: Readonly<{ polls: number; failures: number; latencyMs: number; delayMs: number }>,
  nowMs: number,
): string {
  const { detector, options, playlists } = message;
  const stream = { detector: options.name, region: options.region };
  const lines: string[] = [];
  const metric = (name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]) => {
    if (samples.length === 0) return;
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (const [labels, value] of samples) lines.push(`${name}{${labelText({ ...stream, ...labels })}} ${value}`);
  };
  const each = (value: (url: string) => number | undefined): Sample[] =>
    Object.keys(playlists).flatMap((url): Sample[] => {
      const found = value(url);
      return found === undefined ? [] : [[{ playlist: url }, found]];
    });

  const oneOf = (states: readonly string[], current: string) =>
    states.map((state): Sample => [{ state }, state === current ? 1 : 0]);

  const states = oneOf(['fresh', 'stale', 'unknown'], detector.state);
  metric('cvs_stream_state', 'gauge', 'Whether the stream is in a state.', states);
  const distributionStates = oneOf(['open', 'closed', 'failing', 'unknown'], detector.distribution);
  metric('cvs_distribution_state', 'gauge', 'Whether the distribution is in a state.', distributionStates);
  metric(
    'cvs_playlist_fresh',
    'gauge',
    'Whether a playlist is fresh.',
    each((url) => (playlists[url]?.state === 'fresh' ? 1 : 0)),
  );
  metric(
    'cvs_playlist_age_seconds',
    'gauge',
    'Seconds since a segment appeared in a playlist.',
    each((url) => {
      const changed = playlists[url]?.changed;
      return changed === undefined ? undefined : Math.max(0, Math.round(nowMs / 1000 - changed));
    }),
  );
  metric(
    'cvs_findings',
    'gauge',
    'What the checks found within the last minute.',
    message.findings.map(({ check, severity, subject }) => [{ check, severity, subject }, 1]),
  );
  metric('cvs_polls_total', 'counter', 'Requests for playlists.', [[{}, totals.polls]]);
  metric('cvs_poll_errors_total', 'counter', 'Requests for playlists that brought none.', [[{}, totals.failures]]);
  metric('cvs_poll_seconds_total', 'counter', 'Time that requests for playlists took.', [
    [{}, totals.latencyMs / 1000],
  ]);
  metric('cvs_poll_delay_seconds_total', 'counter', 'Time by which requests for playlists began late.', [
    [{}, totals.delayMs / 1000],
  ]);
  return `${lines.join('\n')}\n`;
}

type Sample = [labels: Readonly<Record<string, string>>, value: number];

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${outsideText(value, LONGEST_SENTENCE).replace(/[\\"]/g, '\\$&')}"`)
    .join(',');
}
