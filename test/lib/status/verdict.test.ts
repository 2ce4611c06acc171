import { describe, expect, test } from '@jest/globals';
import type { FreshnessStatus, RegionStatus, ServingStatus } from '../../../src/lib/status/cluster-status.js';
import { troublesOf } from '../../../src/lib/status/troubles.js';
import { verdictOf } from '../../../src/lib/status/verdict.js';
import { calmStatus } from './watched-status.js';

const AT = '2026-01-31T14:03:59.000Z';
const AGO_20_S = Date.parse(AT) - 20_000;

const fresh: FreshnessStatus = { freshness: 'fresh', ageS: 2, observers: [] };
const stale: FreshnessStatus = {
  freshness: 'stale',
  ageS: 1,
  observers: [{ observer: 'eu-west-2', said: 'stale', ageS: 1, staleForS: 20, silent: false, believed: true }],
};
const silent: FreshnessStatus = {
  freshness: 'unknown',
  ageS: 200,
  observers: [{ observer: 'eu-west-1', said: 'fresh', ageS: 200, silent: true, believed: false }],
};

/** The calm status, with what is served and known of its two regions changed. */
function status(
  serving: readonly Partial<ServingStatus>[],
  freshness: readonly FreshnessStatus[] = [],
  steering: readonly string[] = ['eu-west-1', 'eu-west-2'],
) {
  const calm = calmStatus(AT);
  const regions = calm.regions.map((one, index): RegionStatus => {
    const before: ServingStatus = { state: 'open', servesNevertheless: false };
    const value = { ...before, ...serving[index] };
    return {
      ...one,
      serving: { known: true, value },
      freshness: { known: true, value: freshness[index] ?? fresh },
    };
  });
  return { ...calm, regions, steering: { known: true, value: steering } as const };
}

const closed = { state: 'closed', updatedAt: '2026-01-31T14:00:00.000Z' } as const;

describe('the verdict on a cluster', () => {
  test.each([
    ['all is well', status([]), 'well', 'On air from eu-west-1; eu-west-2 ready.', undefined],
    [
      'the spare region is stale',
      status([], [fresh, stale]),
      'degraded',
      'On air from eu-west-1; eu-west-2 stale.',
      AGO_20_S,
    ],
    [
      'the region of the viewers is stale, and players are steered away',
      status([], [stale, fresh], ['eu-west-2', 'eu-west-1']),
      'degraded',
      'On air from eu-west-2; eu-west-1 stale.',
      AGO_20_S,
    ],
    [
      'a stale region is served from the other origin',
      status([{ servesFrom: 'eu-west-2' }], [stale, fresh]),
      'degraded',
      'On air from eu-west-1, served from the origin of eu-west-2; eu-west-2 ready.',
      AGO_20_S,
    ],
    [
      'both streams are stale',
      status([], [stale, stale]),
      'failing',
      'Viewers are on eu-west-1, and its stream is stale; eu-west-2 stale.',
      AGO_20_S,
    ],
    [
      'a region is closed',
      status([closed], [], ['eu-west-2']),
      'degraded',
      'On air from eu-west-2; eu-west-1 closed.',
      Date.parse('2026-01-31T14:00:00.000Z'),
    ],
    [
      'a region is drained',
      status([{}, { state: 'drained' }]),
      'degraded',
      'On air from eu-west-1; eu-west-2 drained.',
      undefined,
    ],
    [
      'players stay in a drained region, because the other one is stale',
      status([{ state: 'drained' }], [fresh, stale]),
      'degraded',
      'On air from eu-west-1, which is drained; eu-west-2 stale.',
      AGO_20_S,
    ],
    [
      'both are closed, and serve',
      status([
        { ...closed, servesNevertheless: true },
        { ...closed, servesNevertheless: true },
      ]),
      'degraded',
      'On air from eu-west-1, which is closed but serves because no other region is open; eu-west-2 closed.',
      Date.parse('2026-01-31T14:00:00.000Z'),
    ],
    [
      'all are off the air on purpose',
      status([
        { ...closed, offAir: true },
        { ...closed, offAir: true },
      ]),
      'failing',
      'Off the air, on purpose.',
      Date.parse('2026-01-31T14:00:00.000Z'),
    ],
    [
      'the detector of the region of the viewers is silent',
      status([], [silent, fresh]),
      'unknown',
      'Viewers are sent to eu-west-1, and whether its stream moves is not known; eu-west-2 ready.',
      undefined,
    ],
    [
      'the detector of the spare region is silent',
      status([], [fresh, silent]),
      'degraded',
      'On air from eu-west-1; eu-west-2 not known to be fresh: the detector in eu-west-1 is silent.',
      undefined,
    ],
  ] as const)('%s', (_name, one, level, sentence, sinceMs) => {
    expect(verdictOf(one)).toEqual({ level, sentence, sinceMs });
  });

  test('is unknown without the state table', () => {
    const verdict = verdictOf({ ...calmStatus(), stateTable: { known: false, why: 'no replica answers' } });
    expect(verdict).toEqual({ level: 'unknown', sentence: 'The state table cannot be read: no replica answers.' });
  });

  test('is not well while anything is amiss', () => {
    const calm = calmStatus();
    const replicas = [{ region: 'eu-west-2', answer: { known: true, value: 'behind' } as const }];
    expect(verdictOf({ ...calm, replicas })).toMatchObject({
      level: 'degraded',
      sentence: 'On air from eu-west-1; eu-west-2 ready.',
    });
  });
});

describe('what is not well', () => {
  test('is nothing in calm', () => {
    expect(troublesOf(calmStatus())).toEqual([]);
  });

  test('names a stale region first, since when, and the command that moves its viewers', () => {
    expect(troublesOf(status([{ lapsed: true }], [fresh, stale])).map(({ id }) => id)).toEqual([
      'lapsed-close',
      'stale',
    ]);
    expect(troublesOf(status([], [stale]))[0]).toEqual({
      id: 'stale',
      severity: 'failing',
      region: 'eu-west-1',
      text: 'The stream of eu-west-1 has been stale for 20 s. Look at its encoder; to move its viewers:',
      command: 'cvs failover close eu-west-1 --now --reason "stale"',
      runbook: 'A stream is stale',
    });
  });

  test('tells of distributions that a close would not reach, and of older copilots', () => {
    const calm = calmStatus();
    const distribution = (value: object) =>
      ({ known: true, value: { enabled: true, deployed: true, ...value } }) as never;
    const regions = calm.regions.map((one, index) => ({
      ...one,
      distribution: distribution(
        index === 0 ? { copilot: 'absent', enabled: false } : { copilot: 'attached', version: '3', latestVersion: '4' },
      ),
    }));
    expect(troublesOf({ ...calm, regions }).map(({ id, severity }) => [id, severity])).toEqual([
      ['copilot-not-attached', 'failing'],
      ['distribution-disabled', 'failing'],
      ['copilot-outdated', 'warning'],
    ]);
  });
});
