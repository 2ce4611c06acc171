import type { CustomErrorResponse, DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';
import { describe, expect, test } from '@jest/globals';
import { memoryOf, memoryTags } from '../../../src/lib/edge-settings/memory-tags.js';
import { suggestedSettings } from '../../../src/lib/edge-settings/suggested-settings.js';
import { mayBeTuned, tune } from '../../../src/lib/edge-settings/tune.js';

const WANTED = { errorCachingMinTtl: 0, connectionAttempts: 1, connectionTimeout: 2, responseTimeout: 4 };

function packager(id: string, readTimeout = 30, more: Partial<Origin> = {}): Origin {
  return {
    Id: id,
    DomainName: `${id}.example.com`,
    ConnectionAttempts: 3,
    ConnectionTimeout: 10,
    CustomOriginConfig: {
      HTTPPort: 80,
      HTTPSPort: 443,
      OriginProtocolPolicy: 'https-only',
      OriginReadTimeout: readTimeout,
      OriginKeepaliveTimeout: 5,
    },
    ...more,
  };
}

function config(errors: CustomErrorResponse[] = [], origins = [packager('packager')]): DistributionConfig {
  return {
    CallerReference: 'once',
    Comment: 'ours to leave alone',
    Enabled: true,
    Origins: { Quantity: origins.length, Items: origins },
    DefaultCacheBehavior: { TargetOriginId: origins[0]?.Id, ViewerProtocolPolicy: 'https-only', CachePolicyId: 'p' },
    CustomErrorResponses: { Quantity: errors.length, ...(errors.length ? { Items: errors } : {}) },
  };
}

/** What a later run reads: the tags and the configuration as CloudFront has them. */
function later(tuned: ReturnType<typeof tune>) {
  return { config: structuredClone(tuned.config), memory: memoryOf(tuned.config, memoryTags(tuned.memory)) };
}

describe('a distribution with CloudFront’s defaults', () => {
  test('is told key by key what changes, and nothing else changes', () => {
    const before = config();
    const { config: after, changes } = tune(before, WANTED, {});
    expect(changes.map(({ name, before, after }) => `${name}: ${before} → ${after}`)).toEqual([
      'ErrorCachingMinTTL of 500: 10 → 0',
      'ErrorCachingMinTTL of 502: 10 → 0',
      'ErrorCachingMinTTL of 503: 10 → 0',
      'ErrorCachingMinTTL of 504: 10 → 0',
      'ConnectionAttempts of the origin packager: 3 → 1',
      'ConnectionTimeout of the origin packager: 10 → 2',
      'OriginReadTimeout of the origin packager: 30 → 4',
    ]);
    expect(after.CustomErrorResponses).toMatchObject({
      Quantity: 4,
      Items: [500, 502, 503, 504].map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    });
    const tunedKeys = ['CustomErrorResponses', 'ConnectionAttempts', 'ConnectionTimeout', 'OriginReadTimeout'];
    const rest = (one: DistributionConfig) =>
      JSON.stringify(one, (key, value) => (tunedKeys.includes(key) ? undefined : value));
    expect(rest(after)).toBe(rest(before));
    expect(before).toEqual(config());
  });

  test('is tuned once: what is remembered makes the second time a change of nothing', () => {
    const { config: seen, memory } = later(tune(config(), WANTED, {}));
    const again = tune(seen, WANTED, memory);
    expect([again.changes, again.memory, again.config]).toEqual([[], memory, seen]);
  });

  test('is as before when it is taken back', () => {
    const before = config();
    const { config: seen, memory } = later(tune(before, WANTED, {}));
    const back = tune(seen, undefined, memory);
    expect(back.config).toEqual(before);
    expect([back.memory, back.keptByOwner]).toEqual([{}, []]);
  });
});

describe('an owner’s own values', () => {
  const page = { ErrorCode: 503, ErrorCachingMinTTL: 30, ResponsePagePath: '/sorry.html', ResponseCode: '503' };

  test('that are lower stay, and are not remembered', () => {
    const before = config(
      [{ ErrorCode: 502, ErrorCachingMinTTL: 0, ResponsePagePath: '', ResponseCode: '' }],
      [packager('packager', 3, { ConnectionAttempts: 1, ConnectionTimeout: 1 })],
    );
    const { config: after, changes, memory } = tune(before, WANTED, {});
    expect(changes.map(({ name }) => name)).toEqual([500, 503, 504].map((code) => `ErrorCachingMinTTL of ${code}`));
    expect(Object.keys(memory)).toEqual(['errors/500', 'errors/503', 'errors/504']);
    expect(tune(after, undefined, memory).config).toEqual(before);
  });

  test('of an error page are kept but for the time, and the time comes back', () => {
    const before = config([{ ErrorCode: 404, ErrorCachingMinTTL: 5 }, page]);
    const { config: seen, memory } = later(tune(before, WANTED, {}));
    expect(seen.CustomErrorResponses?.Items?.slice(0, 2)).toEqual([
      { ErrorCode: 404, ErrorCachingMinTTL: 5 },
      { ...page, ErrorCachingMinTTL: 0 },
    ]);
    expect(tune(seen, undefined, memory).config).toEqual(before);
  });

  test('set after cvs are left alone when it takes back, and named', () => {
    const { config: seen, memory } = later(tune(config(), WANTED, {}));
    const [origin] = seen.Origins?.Items ?? [];
    if (origin?.CustomOriginConfig) origin.CustomOriginConfig.OriginReadTimeout = 7;
    const back = tune(seen, undefined, memory);
    expect(back.config.Origins?.Items?.[0]).toMatchObject({
      ConnectionAttempts: 3,
      CustomOriginConfig: { OriginReadTimeout: 7 },
    });
    expect(back.keptByOwner).toEqual([{ name: 'OriginReadTimeout of the origin packager', value: 7 }]);
  });

  test('set after cvs are what is remembered when it tunes again', () => {
    const { config: seen, memory } = later(tune(config(), WANTED, {}));
    const [origin] = seen.Origins?.Items ?? [];
    if (origin?.CustomOriginConfig) origin.CustomOriginConfig.OriginReadTimeout = 7;
    const again = later(tune(seen, WANTED, memory));
    expect(again.memory['origin/packager/responseTimeout']).toEqual({ was: 7, set: 4 });
    expect(tune(again.config, undefined, again.memory).config.Origins?.Items?.[0]?.CustomOriginConfig).toMatchObject({
      OriginReadTimeout: 7,
    });
  });
});

test('another value in the cluster file changes what cvs has set, and the owner’s stays remembered', () => {
  const { config: seen, memory } = later(tune(config(), WANTED, {}));
  const looser = tune(seen, { ...WANTED, responseTimeout: 20 }, memory);
  expect(looser.changes).toEqual([{ name: 'OriginReadTimeout of the origin packager', before: 4, after: 20 }]);
  expect(looser.memory['origin/packager/responseTimeout']).toEqual({ was: 30, set: 20 });
  const owners = tune(looser.config, { ...WANTED, responseTimeout: 60 }, looser.memory);
  expect(owners.changes).toEqual([{ name: 'OriginReadTimeout of the origin packager', before: 20, after: 30 }]);
  expect(owners.memory['origin/packager/responseTimeout']).toBeUndefined();
});

test('an update that never came through is nothing to take back, and nobody’s change', () => {
  const { memory } = tune(config(), WANTED, {});
  const back = tune(config(), undefined, memory);
  expect([back.changes, back.keptByOwner]).toEqual([[], []]);
});

test('only origins that serve the stream are touched: those of its behaviors and of their origin groups', () => {
  const origins = ['one', 'two', 'unused', 'smooth'].map((id) => packager(id));
  const before: DistributionConfig = {
    ...config([], origins),
    OriginGroups: {
      Quantity: 1,
      Items: [
        {
          Id: 'group',
          FailoverCriteria: { StatusCodes: { Quantity: 1, Items: [500] } },
          Members: { Quantity: 2, Items: [{ OriginId: 'one' }, { OriginId: 'two' }] },
        },
      ],
    },
    DefaultCacheBehavior: { TargetOriginId: 'group', ViewerProtocolPolicy: 'https-only' },
    CacheBehaviors: {
      Quantity: 1,
      Items: [
        { PathPattern: '*.ism/*', TargetOriginId: 'smooth', ViewerProtocolPolicy: 'https-only', SmoothStreaming: true },
      ],
    },
  };
  const { memory } = tune(before, WANTED, {});
  const touched = Object.keys(memory).filter((id) => id.startsWith('origin/'));
  expect([...new Set(touched.map((id) => id.split('/')[1]))]).toEqual(['one', 'two']);
});

describe('the tags that remember', () => {
  test('keep to what CloudFront allows, however long an origin’s id is', () => {
    const id = `${'a'.repeat(200)}/ß (live)`;
    const before = config([{ ErrorCode: 503, ErrorCachingMinTTL: 300 }], [packager(id)]);
    const { memory } = tune(before, WANTED, {});
    const tags = memoryTags(memory);
    expect(Object.values(tags)).toEqual([
      '500=-:0 502=-:0 503=300:0 504=-:0',
      'connectionAttempts=3:1 connectionTimeout=10:2 responseTimeout=30:4',
    ]);
    for (const [key, value] of Object.entries(tags)) {
      expect(key).toMatch(/^[\w.:/=+@ -]{1,128}$/);
      expect(value).toMatch(/^[\w.:/=+@ -]{1,256}$/);
    }
    expect(memoryOf(before, tags)).toEqual(memory);
  });

  test.each(['', 'nonsense', '503=', '503=a:b', '503=1', '503=1:-', '503=1:2:3'])('"%s" is nothing', (value) => {
    expect(memoryOf(config(), { 'cvs:before/errors': value })).toEqual({});
  });

  test('are looked for only where some setting is not CloudFront’s default', () => {
    expect(mayBeTuned(config())).toBe(false);
    expect(mayBeTuned(tune(config(), WANTED, {}).config)).toBe(true);
  });
});

test.each([
  [2, 4],
  [6, 12],
  [0.5, 2],
  [40, 60],
])('for a target duration of %d s an answer has %d s', (targetDurationS, responseTimeout) => {
  expect(suggestedSettings(targetDurationS)).toEqual({
    errorCachingMinTtl: 0,
    connectionAttempts: 1,
    connectionTimeout: 2,
    responseTimeout,
  });
});
