import type { Finding } from '../../detector/checks/check.js';
import type { DetectorMessage, PlaylistReport } from '../../detector/reporting/detector-message.js';
import type { StreamCheckResult } from '../../detector/running/check-stream.js';
import { table } from '../text/table.js';

/** What a running detector knows: a line for the stream, a row for each playlist, a line for each finding. */
export function detectorTable({ detector, options, playlists, findings }: DetectorMessage): string {
  const state = `${detector.state}${detector.reason ? `: ${detector.reason}` : ''}`;
  const head = `${options.name} (${options.region}) is ${state}; distribution ${detector.distribution}`;
  return [head, '', playlistTable(playlists), ...findingLines(findings)].join('\n');
}

/** The result of one check. */
export function checkTable({ url, closed, state, reason, seconds, playlists, findings }: StreamCheckResult): string {
  const found = closed ? 'closed' : `${state}${reason ? `: ${reason}` : ''}`;
  const lines = findings.length === 0 ? ['', 'No findings.'] : findingLines(findings);
  return [`${url} is ${found} (${seconds} s)`, '', playlistTable(playlists), ...lines].join('\n');
}

function playlistTable(playlists: Readonly<Record<string, PlaylistReport>>): string {
  const rows = Object.entries(playlists).map(([url, one]) => [
    shortName(url),
    one.condition,
    one.duration === undefined ? '' : `${one.duration} s`,
    one.median_duration === undefined ? '' : `${one.min_duration} / ${one.median_duration} / ${one.max_duration} s`,
    one.pdt_lag === undefined ? '' : `${one.pdt_lag} s`,
    one.reason ?? '',
  ]);
  if (rows.length === 0) return 'No playlists are known.';
  return table(['PLAYLIST', 'STATE', 'TARGET', 'NEW EACH (MIN / MEDIAN / MAX)', 'LAG', ''], rows);
}

function findingLines(findings: readonly Finding[]): string[] {
  const lines = findings.map(
    ({ severity, check, subject, detail }) => `${severity} ${check}: ${detail} (${shortName(subject)})`,
  );
  return lines.length === 0 ? [] : ['', ...lines];
}

/** The last two parts of a URL's path: enough to tell rungs apart. */
function shortName(url: string): string {
  const [, path] = /^\w+:\/\/[^/]*\/([^?#]*)/.exec(url) ?? [];
  return path?.split('/').slice(-2).join('/') ?? url;
}
