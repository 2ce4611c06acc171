/** Namespace of the metrics of a cluster. Alarms and the dashboard read them by this name. */
export const NAMESPACE = 'ClusteredVideoStreams';

/** A metric may have at most 100 values in one line ("Specification: CloudWatch embedded metric format"). */
const MAX_VALUES = 100;

/** A metric that is not known has no value, and is left out. */
export type Metric = [
  name: string,
  unit: 'None' | 'Count' | 'Seconds' | 'Milliseconds',
  value: number | readonly number[] | undefined,
];

/**
 * What CloudWatch takes from a log line as metrics ("Specification: CloudWatch embedded metric format"), so that no
 * permission is needed for them. Empty when no metric is known.
 *
 * @param atMs ms since the epoch
 * @param dimensions their values by their names
 */
export function embeddedMetrics(
  atMs: number,
  dimensions: Readonly<Record<string, string>>,
  metrics: readonly Metric[],
): object {
  const known = metrics.filter(([, , value]) => value !== undefined);
  if (known.length === 0) return {};
  const values = known.map(([name, , value]) => [name, Array.isArray(value) ? value.slice(0, MAX_VALUES) : value]);
  return {
    _aws: {
      Timestamp: Math.floor(atMs),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: known.map(([Name, Unit]) => ({ Name, Unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(values),
  };
}
