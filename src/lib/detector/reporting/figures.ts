import type { PollFigures } from '../polling/counters.js';
import type { StreamState } from './detector-message.js';
import { embeddedMetrics } from './embedded-metrics.js';

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
  /** Since a segment was last seen to appear, of the playlist furthest behind, ms; undefined until then. */
  newestSegmentAgeMs?: number;
}

/**
 * A log line that CloudWatch takes metrics from, by the dimension Distribution: Fresh (1 or 0, absent while it is not
 * known), NewestSegmentAge, HttpErrors, PollLatency, PollDelay, StalePlaylists, ErrorFindings. The log event has to be this line and
 * nothing else.
 *
 * @param nowMs wall clock
 */
export function metricsLine(figures: DetectorFigures, nowMs: number): string {
  const { domain, name, state, newestSegmentAgeMs, polls } = figures;
  const ageS = newestSegmentAgeMs === undefined ? undefined : Math.round(newestSegmentAgeMs) / 1000;
  const metrics = embeddedMetrics(nowMs, { Distribution: domain }, [
    ['Fresh', 'None', state === 'unknown' ? undefined : Number(state === 'fresh')],
    ['NewestSegmentAge', 'Seconds', ageS],
    ['HttpErrors', 'Count', figures.failures],
    ['PollLatency', 'Milliseconds', polls === 0 ? undefined : Math.round(figures.meanLatencyMs * 1000) / 1000],
    ['PollDelay', 'Milliseconds', polls === 0 ? undefined : Math.round(figures.meanDelayMs * 1000) / 1000],
    ['StalePlaylists', 'Count', figures.stalePlaylists],
    ['ErrorFindings', 'Count', figures.errorFindings],
  ]);
  return JSON.stringify({ ...metrics, Detector: name });
}
