import type { DetectorMessage } from '../../src/lib/detector/reporting/detector-message.js';
import { embeddedMetrics } from '../../src/lib/detector/reporting/embedded-metrics.js';

/** Where a message was observed. */
export interface MetricPlace {
  cluster: string;
  /** AWS region code of the stack, which is the alarm's too. */
  region: string;
  /** ms since the epoch. */
  observedAtMs: number;
}

/**
 * The metrics of a message, which CloudWatch takes from the log line:
 *
 * - `PlaylistStale` 1 or 0; none while the detector does not know
 * - `DistributionServing` 1 while viewers get the stream at the distribution, 0 while it is closed or failing
 * - `ServedElsewhere` 1 while the distribution asks another region's origin, 0 while it asks its own; none while that is not
 *   known
 * - `NewestSegmentAge` seconds since each playlist's newest segment appeared, one value for each playlist
 *
 * @param message that {@link readObservation} has read; an older detector's lacks some members
 */
export function alertMetrics(message: DetectorMessage, { cluster, region, observedAtMs }: MetricPlace): object {
  const { state, distribution, serves_from: from } = message.detector;
  const ages = Object.values(message.playlists ?? {}).flatMap((playlist) =>
    typeof playlist?.changed === 'number'
      ? [Math.max(0, Math.round(observedAtMs / 100 - playlist.changed * 10) / 10)]
      : [],
  );
  const known = distribution !== undefined && distribution !== 'unknown';
  return embeddedMetrics(observedAtMs, { Cluster: cluster, Region: region }, [
    ['PlaylistStale', 'None', state === 'unknown' ? undefined : Number(state === 'stale')],
    ['DistributionServing', 'None', known ? Number(distribution === 'open') : undefined],
    ['ServedElsewhere', 'None', typeof from === 'string' ? Number(from !== region) : undefined],
    ['NewestSegmentAge', 'Seconds', ages.length === 0 ? undefined : ages.sort((a, b) => b - a)],
  ]);
}
