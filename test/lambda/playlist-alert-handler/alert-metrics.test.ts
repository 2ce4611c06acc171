import { beforeAll, describe, expect, test } from '@jest/globals';
import { alertMetrics } from '../../../lambda/playlist-alert-handler/alert-metrics.js';
import type { DetectorMessage } from '../../../src/lib/detector/reporting/detector-message.js';
import { NAMESPACE } from '../../../src/lib/detector/reporting/embedded-metrics.js';
import { templatesWithoutCode } from '../../templates/filled-templates.js';
import { type Any, rawTemplates } from '../../templates/raw-templates.js';

const PLACE = { cluster: 'spring-final', region: 'eu-west-1', observedAtMs: 1_767_225_607_500 };

const message = (detector: object, playlists: object = {}) => ({ detector, playlists }) as unknown as DetectorMessage;

const full = alertMetrics(
  message(
    { state: 'stale', distribution: 'open', serves_from: 'eu-west-2' },
    { a: { changed: 1_767_225_600 }, b: { changed: 1_767_225_590.25 }, c: {} },
  ),
  PLACE,
) as Any;

test('a stale stream that viewers still get, from another region', () => {
  expect(full).toEqual({
    _aws: {
      Timestamp: 1_767_225_607_500,
      CloudWatchMetrics: [
        {
          Namespace: 'ClusteredVideoStreams',
          Dimensions: [['Cluster', 'Region']],
          Metrics: [
            { Name: 'PlaylistStale', Unit: 'None' },
            { Name: 'DistributionServing', Unit: 'None' },
            { Name: 'ServedElsewhere', Unit: 'None' },
            { Name: 'NewestSegmentAge', Unit: 'Seconds' },
          ],
        },
      ],
    },
    Cluster: 'spring-final',
    Region: 'eu-west-1',
    PlaylistStale: 1,
    DistributionServing: 1,
    ServedElsewhere: 1,
    NewestSegmentAge: [17.3, 7.5],
  });
});

test.each([
  ['a closed distribution', { state: 'fresh', distribution: 'closed' }, { PlaylistStale: 0, DistributionServing: 0 }],
  ['a failing one', { state: 'stale', distribution: 'failing' }, { PlaylistStale: 1, DistributionServing: 0 }],
  ['a detector that knows nothing yet', { state: 'unknown', distribution: 'open' }, { DistributionServing: 1 }],
  [
    'a region that serves itself',
    { state: 'fresh', distribution: 'open', serves_from: 'eu-west-1' },
    { PlaylistStale: 0, DistributionServing: 1, ServedElsewhere: 0 },
  ],
  ['an older detector', { state: 'fresh' }, { PlaylistStale: 0 }],
])('%s', (_, detector, values) => {
  const { _aws, Cluster, Region, ...rest } = alertMetrics(message(detector), PLACE) as Any;
  expect(rest).toEqual(values);
  expect(_aws.CloudWatchMetrics[0].Metrics.map((one: Any) => one.Name)).toEqual(Object.keys(values));
});

test('without a metric there is no metadata: CloudWatch refuses an empty list', () => {
  expect(alertMetrics(message({ state: 'unknown', distribution: 'unknown' }), PLACE)).toEqual({});
});

test('of more playlists than a line may have values, those with the oldest segments are reported', () => {
  const many = Object.fromEntries(
    Array.from({ length: 130 }, (_, index) => [index, { changed: 1_767_225_500 + index }]),
  );
  const { NewestSegmentAge } = alertMetrics(message({ state: 'fresh' }, many), {
    ...PLACE,
    observedAtMs: 1_767_225_700_000,
  }) as Any;
  expect(NewestSegmentAge).toHaveLength(100);
  expect(NewestSegmentAge[0]).toBe(200);
});

describe('what the templates read', () => {
  let raw: ReturnType<typeof rawTemplates>;
  const emitted = full._aws.CloudWatchMetrics[0].Metrics.map((one: Any) => one.Name);

  beforeAll(async () => {
    raw = rawTemplates(await templatesWithoutCode());
  });

  test('the alarm’s metric is one that the handler emits, in the same dimensions', () => {
    const { Properties } = raw['clustered-video-stream-instance'].Resources.PlaylistStale;
    expect(Properties.Namespace).toBe(NAMESPACE);
    expect(emitted).toContain(Properties.MetricName);
    expect(Properties.Dimensions.map((one: Any) => one.Name)).toEqual(full._aws.CloudWatchMetrics[0].Dimensions[0]);
  });

  test('so are the dashboard’s', () => {
    const [text] = raw['clustered-video-stream'].Resources.Dashboard.Properties.DashboardBody['Fn::Sub'];
    const metrics = JSON.parse(text).widgets.flatMap((widget: Any) => widget.properties.metrics ?? []);
    const own = metrics.filter(([namespace]: Any) => namespace === NAMESPACE);
    expect(new Set(own.map((one: Any) => one[1]))).toEqual(new Set(emitted));
    for (const [, , cluster, , region] of own) expect([cluster, region]).toEqual(['Cluster', 'Region']);
  });
});
