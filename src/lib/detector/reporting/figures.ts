import type { Finding } from '../checks/check.js';
import type { Verdict } from '../judging/judge-places.js';
import type { PollFigures } from '../polling/counters.js';
import type { DetectorSettings } from '../running/detector-settings.js';
import type { StreamState } from './detector-message.js';

/** What a detector measured since it was last asked. */
export interface DetectorFigures extends PollFigures {
  /** What the detector calls itself. */
  name: string;
  /** Host of the distribution. */
  domain: string;
  state: StreamState;
  /** Playlists at the origin, and those of them that are stale. */
  playlists: number;
  stalePlaylists: number;
  /** Errors among the findings of the last minute. */
  errorFindings: number;
  /** Seconds since a segment was last seen to appear, of the playlist furthest behind; undefined until then. */
  newestSegmentAgeS?: number;
}

export function figuresOf(
  settings: DetectorSettings,
  verdict: Verdict,
  findings: readonly Finding[],
  polls: PollFigures,
  newestSegmentAgeS: number | undefined,
): DetectorFigures {
  return {
    ...polls,
    name: settings.name,
    domain: new URL(settings.distributionPlaylistUrl).host,
    state: verdict.state,
    playlists: verdict.total,
    stalePlaylists: verdict.stale,
    errorFindings: findings.filter(({ severity }) => severity === 'error').length,
    newestSegmentAgeS,
  };
}

const NAMESPACE = 'ClusteredVideoStreams';

/**
 * A log line that CloudWatch takes metrics from ("Specification: Embedded metric format": the log event is this object
 * and nothing else), by the dimension Distribution: Fresh (1 or 0, absent while it is not known), NewestSegmentAge,
 * HttpErrors, PollLatency, StalePlaylists, ErrorFindings.
 *
 * @param nowMs wall clock
 */
export function metricsLine(figures: DetectorFigures, nowMs: number): string {
  const { newestSegmentAgeS, polls } = figures;
  const metrics: [name: string, unit: string, value: number | undefined][] = [
    ['Fresh', 'None', figures.state === 'unknown' ? undefined : figures.state === 'fresh' ? 1 : 0],
    ['NewestSegmentAge', 'Seconds', newestSegmentAgeS === undefined ? undefined : round(newestSegmentAgeS)],
    ['HttpErrors', 'Count', figures.failures],
    ['PollLatency', 'Milliseconds', polls === 0 ? undefined : round(figures.meanLatencyMs)],
    ['StalePlaylists', 'Count', figures.stalePlaylists],
    ['ErrorFindings', 'Count', figures.errorFindings],
  ];
  const known = metrics.filter(([, , value]) => value !== undefined);
  return JSON.stringify({
    _aws: {
      Timestamp: Math.floor(nowMs),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [['Distribution']],
          Metrics: known.map(([Name, Unit]) => ({ Name, Unit })),
        },
      ],
    },
    Distribution: figures.domain,
    Detector: figures.name,
    ...Object.fromEntries(known.map(([name, , value]) => [name, value])),
  });
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
