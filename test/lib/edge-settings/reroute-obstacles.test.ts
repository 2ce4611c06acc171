import type { CustomErrorResponse, DistributionConfig } from '@aws-sdk/client-cloudfront';
import { describe, expect, test } from '@jest/globals';
import { rerouteObstacles } from '../../../src/lib/edge-settings/reroute-obstacles.js';
import { suggestedSettings } from '../../../src/lib/edge-settings/suggested-settings.js';
import { tune } from '../../../src/lib/edge-settings/tune.js';

function config(errors: CustomErrorResponse[] = [], attempts = 3, connectS = 10, responseS = 30): DistributionConfig {
  return {
    CallerReference: 'once',
    Comment: '',
    Enabled: true,
    Origins: {
      Quantity: 1,
      Items: [
        {
          Id: 'packager',
          DomainName: 'packager.example.com',
          ConnectionAttempts: attempts,
          ConnectionTimeout: connectS,
          CustomOriginConfig: {
            HTTPPort: 80,
            HTTPSPort: 443,
            OriginProtocolPolicy: 'https-only',
            OriginReadTimeout: responseS,
          },
        },
      ],
    },
    DefaultCacheBehavior: { TargetOriginId: 'packager', ViewerProtocolPolicy: 'https-only' },
    CustomErrorResponses: { Quantity: errors.length, Items: errors },
  };
}

const kept = (...seconds: number[]) =>
  [500, 502, 503, 504].map((ErrorCode, index) => ({ ErrorCode, ErrorCachingMinTTL: seconds[index] ?? seconds[0] }));

const messages = (...args: Parameters<typeof rerouteObstacles>) =>
  rerouteObstacles(...args).map(({ id, message }) => `${id}: ${message}`);

test('CloudFront’s defaults stand against rerouting in three ways', () => {
  expect(messages(config(), { targetDurationS: 2 })).toEqual([
    'origin-errors-kept: errors 500, 502, 503 and 504 are kept for 10 s (CloudFront’s default)',
    'connecting-takes-long: the origin packager may take 30 s (3 × 10 s; target duration 2 s) to refuse a connection',
    'response-timeout-long: a request to the origin packager may hang for 90 s (3 × 30 s; target duration 2 s)',
  ]);
});

describe('errors that are kept', () => {
  test.each<[string, CustomErrorResponse[], string[]]>([
    ['for 0 s', kept(0), []],
    ['for 1 s', kept(1), []],
    ['for 2 s', kept(2), ['origin-errors-kept: errors 500, 502, 503 and 504 are kept for 2 s']],
    [
      'for different times',
      kept(0, 5, 60, 60),
      ['origin-errors-kept: errors 502 are kept for 5 s', 'origin-errors-kept: errors 503 and 504 are kept for 60 s'],
    ],
    [
      'in part by default',
      kept(0).slice(0, 3),
      ['origin-errors-kept: errors 504 are kept for 10 s (CloudFront’s default)'],
    ],
  ])('%s', (_name, errors, expected) => {
    expect(messages(config(errors, 1, 2, 4), { targetDurationS: 2 })).toEqual(expected);
  });
});

describe('times', () => {
  test.each([
    [3, 2, 2, 2, []],
    [3, 2.5, 2, 2, ['connecting-takes-long']],
    [1, 2, 6, 2, []],
    [2, 2, 4, 2, ['response-timeout-long']],
    [3, 10, 30, 10, ['response-timeout-long']],
    [3, 10, 10, 10, []],
  ])(
    '%d attempts of %d s and %d s at a target duration of %d s',
    (attempts, connectS, responseS, targetDurationS, ids) => {
      const found = rerouteObstacles(config(kept(0), attempts, connectS, responseS), { targetDurationS });
      expect(found.map(({ id }) => id)).toEqual(ids);
    },
  );

  test('that end a request which the server holds are too short', () => {
    const held = { targetDurationS: 4, blockingReload: true };
    expect(messages(config(kept(0), 1, 2, 4), held)).toEqual([
      'response-timeout-short: the origin packager has 4 s for an answer, and holds requests for up to 4 s',
    ]);
    expect(messages(config(kept(0), 1, 2, 5), held)).toEqual([]);
  });
});

test.each([1, 2, 4, 6, 10])(
  'with what --tune-distributions sets nothing is left at a target duration of %d s',
  (td) => {
    const { config: tuned } = tune(config(), suggestedSettings(td), {});
    expect(rerouteObstacles(tuned, { targetDurationS: td, blockingReload: true })).toEqual([]);
  },
);

test('a bucket has no response timeout', () => {
  const { Origins, ...rest } = config(kept(0), 1, 2);
  const bucket = { ...Origins?.Items?.[0], Id: 'b', DomainName: 'b.s3.amazonaws.com', CustomOriginConfig: undefined };
  const found = rerouteObstacles(
    {
      ...rest,
      Origins: { Quantity: 1, Items: [bucket] },
      DefaultCacheBehavior: { ...rest.DefaultCacheBehavior, TargetOriginId: 'b' } as never,
    },
    { targetDurationS: 2 },
  );
  expect(found).toEqual([]);
});
