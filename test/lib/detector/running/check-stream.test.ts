import { expect, test } from '@jest/globals';
import { checkStream } from '../../../../src/lib/detector/running/check-stream.js';
import { FetchError, type HttpClient } from '../../../../src/lib/http/http-client.js';
import { FakeClock } from '../../../support/fake-clock.js';

const URL_OF_STREAM = 'https://origin.example.com/index.m3u8';
const SETTINGS = { durationMultiplier: 3, staleTolerance: 0.95, changeDetect: 'MEDIASEQUENCE' as const };

/** What one look comes to when `text` is what each URL answers at a moment, s. */
async function look(text: (url: string, second: number) => string | number, against?: string) {
  const clock = new FakeClock();
  const http: HttpClient = {
    async fetch(url) {
      const answer = text(url, clock.monotonic() / 1000);
      if (answer === 0) throw new FetchError('refused', url, 'refused');
      const status = typeof answer === 'number' ? answer : 200;
      const body = String(answer);
      const headers = new Headers(status === 404 ? { 'x-cvs-distribution': 'closed' } : {});
      return { url, status, headers, body: Buffer.from(body), text: () => body };
    },
    close: async () => {},
  };
  const { signal } = new AbortController();
  const done = checkStream({
    url: URL_OF_STREAM,
    settings: SETTINGS,
    http,
    clock,
    signal,
    ...(against ? { against } : {}),
  });
  await clock.advance(30_000);
  return done;
}

const media = (sequence: number, target = 2) =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:${target}\n#EXT-X-MEDIA-SEQUENCE:${sequence}\n#EXTINF:2,\ns${sequence}.ts\n`;

test('a stream that is well: fresh as soon as a segment appeared, and nothing found', async () => {
  const result = await look((_, second) => media(Math.floor(second / 2)));
  expect(result).toMatchObject({ state: 'fresh', findings: [], clean: true });
  expect(result.seconds).toBeLessThan(4);
});

test('one that does not move is stale, after the deadline', async () => {
  const result = await look(() => media(7));
  expect(result).toMatchObject({ state: 'stale', clean: false, findings: [{ check: 'stale', severity: 'error' }] });
  expect(result.seconds).toBeGreaterThanOrEqual(6);
});

test('one that cannot be read at all is not waited for long', async () => {
  const result = await look(() => 0);
  expect(result).toMatchObject({ state: 'unknown', clean: false, playlists: {} });
  expect(result.reason).toBe('the master playlist cannot be read: the connection was refused');
  expect(result.findings.map(({ check }) => check)).toEqual(['refused']);
  expect(result.seconds).toBeLessThan(6);
});

test('a closed distribution is told, and is not something wrong', async () => {
  const result = await look(() => 404);
  expect(result).toMatchObject({ closed: true, clean: true, findings: [{ check: 'region-closed', severity: 'note' }] });
});

test('another region is compared with, and only what differs is found', async () => {
  const other = 'https://other.example.com/index.m3u8';
  const result = await look(
    (url, second) => media(Math.floor(second / 2) + (url === other ? 100 : 0), url === other ? 4 : 2),
    other,
  );
  expect(result.state).toBe('fresh');
  expect(result.findings.map(({ check }) => check).sort()).toEqual([
    'media-sequence-differs',
    'target-duration-differs',
  ]);
});

test('ad markers that the other region lacks are told', async () => {
  const other = 'https://other.example.com/index.m3u8';
  const result = await look((url, second) => {
    const first = 100 + Math.floor(second / 2);
    const dated = Array.from({ length: 6 }, (_, index) => [
      `#EXT-X-PROGRAM-DATE-TIME:${new Date((first + index) * 2000).toISOString()}`,
      ...(first + index === 103 && url === URL_OF_STREAM ? ['#EXT-X-CUE-OUT:30'] : []),
      `#EXTINF:2,\ns${first + index}.ts`,
    ]);
    return ['#EXTM3U', '#EXT-X-TARGETDURATION:2', `#EXT-X-MEDIA-SEQUENCE:${first}`, ...dated.flat(), ''].join('\n');
  }, other);
  const told = result.findings.filter(({ check }) => check === 'ad-markers-differ');
  expect(told).toMatchObject([{ severity: 'warning', detail: expect.stringContaining('has EXT-X-CUE-OUT at 1970') }]);
});
