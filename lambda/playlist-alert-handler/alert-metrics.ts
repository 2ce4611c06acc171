import type { DetectorMessage } from '../../src/lib/detector/reporting/detector-message.js';

/** Namespace of the cluster's own metrics. The instance stack's alarm and the dashboard read them by these names. */
export const NAMESPACE = 'ClusteredVideoStreams';

/** A metric may have at most 100 values in one line ("Specification: CloudWatch embedded metric format"). */
const MAX_VALUES = 100;

/** Where a message was observed. */
export interface MetricPlace {
  cluster: string;
  /** AWS region code of the stack, which is the alarm's too. */
  region: string;
  /** ms since the epoch. */
  observedAtMs: number;
}

const UNITS = { PlaylistStale: 'None', DistributionServing: 'None', NewestSegmentAge: 'Seconds' } as const;

/**
 * The metrics of a message, which CloudWatch takes from the log line ("Specification: CloudWatch embedded metric format"),
 * so that the handler needs no permission for them:
 *
 * - `PlaylistStale` 1 or 0; none while the detector does not know
 * - `DistributionServing` 1 while viewers get the stream at the distribution, 0 while it is closed or failing
 * - `NewestSegmentAge` seconds since each playlist's newest segment appeared, one value for each playlist
 *
 * @param message that {@link readObservation} has read; an older detector's lacks some members
 */
export function alertMetrics(message: DetectorMessage, { cluster, region, observedAtMs }: MetricPlace): object {
  const { state, distribution } = message.detector;
  const ages = Object.values(message.playlists ?? {}).flatMap((playlist) =>
    typeof playlist?.changed === 'number'
      ? [Math.max(0, Math.round(observedAtMs / 100 - playlist.changed * 10) / 10)]
      : [],
  );
  const values = {
    ...(state === 'unknown' ? {} : { PlaylistStale: state === 'stale' ? 1 : 0 }),
    ...(distribution === undefined || distribution === 'unknown'
      ? {}
      : { DistributionServing: distribution === 'open' ? 1 : 0 }),
    ...(ages.length === 0 ? {} : { NewestSegmentAge: ages.sort((a, b) => b - a).slice(0, MAX_VALUES) }),
  };
  if (Object.keys(values).length === 0) return {};
  return {
    _aws: {
      Timestamp: Math.floor(observedAtMs),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [['Cluster', 'Region']],
          Metrics: Object.keys(values).map((Name) => ({ Name, Unit: UNITS[Name as keyof typeof UNITS] })),
        },
      ],
    },
    Cluster: cluster,
    Region: region,
    ...values,
  };
}
