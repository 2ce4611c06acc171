import { describe, expect, test } from '@jest/globals';
import type { DetectorMessage, PlaylistReport } from '../../../../src/lib/detector/reporting/detector-message.js';
import { fittingMessage } from '../../../../src/lib/detector/reporting/message-size.js';

/** What a queue gets of a message, as SNS puts it into an envelope. */
const delivered = (message: DetectorMessage) => Buffer.byteLength(JSON.stringify({ Message: JSON.stringify(message) }));

const FRESH: PlaylistReport = {
  state: 'fresh',
  condition: 'fresh',
  changed: 1_767_225_600,
  duration: 6,
  mean_duration: '6.0',
  median_duration: '6.0',
  min_duration: '5.9',
  max_duration: '6.1',
  p90_duration: '6.1',
  pdt_lag: '8.1',
};

function reports(count: number, one = FRESH): Record<string, PlaylistReport> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`https://origin.example/v${index}.m3u8`, one]),
  );
}

function message(playlists: Record<string, PlaylistReport>, atDistribution = playlists): DetectorMessage {
  return {
    options: {
      cdn_url: 'https://d1.cloudfront.net/index.m3u8',
      origin_url: 'https://origin.example/index.m3u8',
      name: 'x',
      region: 'eu-west-1',
      sns_topic: '',
      duration_multiplier: 3,
      stale_tolerance: 0.95,
      change_detect: 'MEDIASEQUENCE',
    },
    playlists,
    distribution_playlists: atDistribution,
    findings: [],
    detector: {
      total: Object.keys(playlists).length,
      fresh: 0,
      stale: 0,
      unknown: 0,
      stale_playlist_percent: 0,
      stale_tolerance_percent: 95,
      state: 'stale',
      sequence: 1,
      observed_at: 1,
      distribution: 'open',
    },
  };
}

test('a message that fits is as it was', () => {
  const all = message(reports(100));
  expect(fittingMessage(all)).toBe(all);
});

describe('a message of too many playlists', () => {
  test.each([430, 2000, 10_000])('%d', (count) => {
    const fitting = fittingMessage(message(reports(count)));
    expect(delivered(fitting)).toBeLessThan(262_144);
    expect(delivered(fitting)).toBeGreaterThan(190_000);
    const { playlists, distribution_playlists = {}, detector } = fitting;
    const kept = Object.keys(playlists).length + Object.keys(distribution_playlists).length;
    expect(detector.reports_left_out).toBe(2 * count - kept);
    expect(detector.total).toBe(count);
  });

  test('keeps the reports of what is not fresh', () => {
    const stale = { ...FRESH, state: 'stale', condition: 'unreachable', reason: 'HTTP 503' } as const;
    const playlists = { ...reports(2000), 'https://origin.example/stale.m3u8': stale };
    const fitting = fittingMessage(message(reports(2000), playlists));
    expect(fitting.distribution_playlists?.['https://origin.example/stale.m3u8']).toEqual(stale);
    const allStale = fittingMessage(message(reports(2000, stale)));
    expect(Object.keys(allStale.playlists).length).toBeGreaterThan(300);
  });

  test('counts bytes as a subscriber gets them: quotes and letters of several bytes too', () => {
    const reason = '"\\配'.repeat(60);
    expect(delivered(fittingMessage(message(reports(2000, { ...FRESH, state: 'stale', reason }))))).toBeLessThan(
      262_144,
    );
  });

  test('has none where one alone is too long', () => {
    const fitting = fittingMessage(message({ [`https://origin.example/${'x'.repeat(300_000)}`]: FRESH }, {}));
    expect(fitting).toMatchObject({ playlists: {}, detector: { reports_left_out: 1 } });
  });
});
