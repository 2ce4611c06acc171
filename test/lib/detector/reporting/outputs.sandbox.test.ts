import { describe, expect, test } from '@jest/globals';
import { createStateStore } from '../../../../lambda/stale-playlist-detector/state-store.js';
import type { DetectorMessage } from '../../../../src/lib/detector/reporting/detector-message.js';
import { type DetectorFigures, metricsLine } from '../../../../src/lib/detector/reporting/figures.js';
import { parseMetricsAddress, startMetricsServer } from '../../../../src/lib/detector/reporting/metrics-server.js';
import { prometheusText } from '../../../../src/lib/detector/reporting/prometheus.js';
import type { SavedState } from '../../../../src/lib/detector/running/saved-state.js';
import { createHttpClient } from '../../../../src/lib/http/undici-client.js';

const NOW_MS = 1_767_225_600_500;

describe('metrics for CloudWatch', () => {
  const figures: DetectorFigures = {
    name: 'spring-final',
    domain: 'd111111abcdef8.cloudfront.net',
    state: 'fresh',
    playlists: 4,
    stalePlaylists: 0,
    errorFindings: 0,
    newestSegmentAgeMs: 1234.56,
    polls: 120,
    failures: 2,
    meanLatencyMs: 20.5,
    meanDelayMs: 3.25,
  };

  test('a line of the embedded metric format: each metric that is declared is there, and a number', () => {
    const line = JSON.parse(metricsLine(figures, NOW_MS));
    const [directive] = line._aws.CloudWatchMetrics;
    expect(line._aws.Timestamp).toBe(NOW_MS);
    expect(directive).toMatchObject({ Namespace: 'ClusteredVideoStreams', Dimensions: [['Distribution']] });
    expect(line.Distribution).toBe('d111111abcdef8.cloudfront.net');
    const values = Object.fromEntries(directive.Metrics.map(({ Name }: { Name: string }) => [Name, line[Name]]));
    expect(values).toEqual({
      Fresh: 1,
      NewestSegmentAge: 1.235,
      HttpErrors: 2,
      PollLatency: 20.5,
      PollDelay: 3.25,
      StalePlaylists: 0,
      ErrorFindings: 0,
    });
  });

  test('what is not known is left out, not nought', () => {
    const { newestSegmentAgeMs: _, ...unknown } = { ...figures, state: 'unknown' as const, polls: 0 };
    const line = JSON.parse(metricsLine(unknown, NOW_MS));
    expect(Object.keys(line)).not.toEqual(expect.arrayContaining(['Fresh']));
    expect(line._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name)).toEqual([
      'HttpErrors',
      'StalePlaylists',
      'ErrorFindings',
    ]);
  });
});

const MESSAGE: DetectorMessage = {
  options: {
    cdn_url: 'https://d111111abcdef8.cloudfront.net/index.m3u8',
    origin_url: 'https://origin.example.com/index.m3u8',
    name: 'say "hello"',
    region: 'eu-west-1',
    sns_topic: '',
    duration_multiplier: 3,
    stale_tolerance: 0.95,
    change_detect: 'MEDIASEQUENCE',
  },
  playlists: { 'https://origin.example.com/v1.m3u8': { state: 'fresh', condition: 'fresh', changed: 1_767_225_598 } },
  findings: [{ check: 'gap-share', severity: 'warning', subject: 'v1', detail: '1 of 6 segments' }],
  detector: {
    total: 1,
    fresh: 1,
    stale: 0,
    unknown: 0,
    stale_playlist_percent: 0,
    stale_tolerance_percent: 95,
    state: 'fresh',
    sequence: 1,
    observed_at: 1_767_225_600,
    distribution: 'open',
  },
};

describe('metrics for Prometheus', () => {
  const text = prometheusText(MESSAGE, { polls: 10, failures: 1, latencyMs: 250, delayMs: 1500 }, NOW_MS);

  test.each([
    'cvs_stream_state{detector="say \\"hello\\"",region="eu-west-1",state="fresh"} 1',
    'cvs_stream_state{detector="say \\"hello\\"",region="eu-west-1",state="stale"} 0',
    'cvs_playlist_age_seconds{detector="say \\"hello\\"",region="eu-west-1",playlist="https://origin.example.com/v1.m3u8"} 3',
    'cvs_findings{detector="say \\"hello\\"",region="eu-west-1",check="gap-share",severity="warning",subject="v1"} 1',
    'cvs_poll_seconds_total{detector="say \\"hello\\"",region="eu-west-1"} 0.25',
    'cvs_poll_delay_seconds_total{detector="say \\"hello\\"",region="eu-west-1"} 1.5',
  ])('has the line %s', (line) => {
    expect(text.split('\n')).toContain(line);
  });

  test('every line is a comment or a sample, and every name is explained once', () => {
    const names = new Set<string>();
    for (const line of text.trimEnd().split('\n')) {
      if (line.startsWith('# TYPE ')) names.add(line.split(' ')[2] as string);
      else if (!line.startsWith('# HELP ')) {
        expect(line).toMatch(/^[a-z_]+\{([a-z]+="(\\.|[^"\\])*",?)+\} -?[0-9.]+$/);
        expect(names).toContain(line.slice(0, line.indexOf('{')));
      }
    }
    expect(names.size).toBe(9);
  });

  test('is served at its path and nowhere else, on the address that was given', async () => {
    const http = createHttpClient();
    const server = await startMetricsServer(parseMetricsAddress('127.0.0.1:0/metrics'), () => 'text');
    try {
      const base = `http://127.0.0.1:${server.port}`;
      expect((await http.fetch(`${base}/metrics`)).text()).toBe('text');
      expect((await http.fetch(`${base}/`)).status).toBe(404);
      const taken = startMetricsServer({ host: '127.0.0.1', port: server.port, path: '/' }, () => '');
      await expect(taken).rejects.toMatchObject({ code: 'PORT_IN_USE', exitCode: 2 });
    } finally {
      await server.close();
      await http.close();
    }
  });

  test.each([
    ['127.0.0.1:9090/metrics', { host: '127.0.0.1', port: 9090, path: '/metrics' }],
    [':9090', { host: '0.0.0.0', port: 9090, path: '/metrics' }],
    ['[::1]:9090/m', { host: '::1', port: 9090, path: '/m' }],
  ])('reads %s', (address, parsed) => {
    expect(parseMetricsAddress(address)).toEqual(parsed);
  });

  test.each(['9090', 'localhost', '127.0.0.1:99999', 'http://127.0.0.1:9090/'])('refuses %s', (address) => {
    expect(() => parseMetricsAddress(address)).toThrow(`${address} is not HOST:PORT/PATH.`);
  });
});

test('the state goes into one item and comes back; another’s item is nothing', async () => {
  const items = new Map<string, Record<string, { S: string }>>();
  const client = {
    async send({ input }: { input: { Item?: Record<string, { S: string }>; Key?: { id: { S: string } } } }) {
      if (input.Item) items.set(input.Item.id?.S ?? '', input.Item);
      return { Item: items.get(input.Key?.id.S ?? '') };
    },
  };
  const store = createStateStore(client as never, 'state');
  const origin = { stream: { state: 'fresh' as const }, playlists: {} };
  const state: SavedState = { version: 1, savedAt: NOW_MS, sequence: 7, origin };
  expect(await store.load()).toBeUndefined();
  await store.save(state);
  expect(await store.load()).toEqual(state);
  items.set('state', { id: { S: 'state' }, state: { S: 'what' } });
  expect(await store.load()).toBeUndefined();
});
