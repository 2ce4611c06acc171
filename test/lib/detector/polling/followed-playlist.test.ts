import { expect, test } from '@jest/globals';
import { RecentFindings } from '../../../../src/lib/detector/checks/recent-findings.js';
import type { TwinPair } from '../../../../src/lib/detector/judging/twin-pair.js';
import { PollCounters } from '../../../../src/lib/detector/polling/counters.js';
import { FollowedPlaylist, type Pairing } from '../../../../src/lib/detector/polling/followed-playlist.js';
import type { HttpClient } from '../../../../src/lib/http/http-client.js';
import { FakeClock } from '../../../support/fake-clock.js';

const URL_ = 'https://a.example/v.m3u8';
const PLAYLIST = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:2,\ns7.ts\n';
/** How long each answer takes, in ms. */
const ANSWER_MS = 100;
/** The least time between polls; a fifth of the target duration is less. */
const POLL_MS = 500;

/** Polls once, at 1,000 ms, a playlist of which a twin can tell from `provesAtMs` on. @returns when the next poll is due */
async function nextAfterOne(provesAtMs: number): Promise<number> {
  const clock = new FakeClock();
  const http = {
    fetch: async () => {
      await clock.sleep(ANSWER_MS);
      return { url: URL_, status: 200, headers: new Headers(), body: Buffer.from(PLAYLIST), text: () => PLAYLIST };
    },
  } as unknown as HttpClient;
  const parts = { ...{ durationMultiplier: 3, changeDetect: 'media-sequence' as never }, url: URL_, probeMedia: false };
  const counted = { http, clock, findings: new RecentFindings(), counters: new PollCounters() };
  const listed = { url: URL_, kind: 'variant', identity: 'v' } as const;
  const playlist = new FollowedPlaylist(listed, { ...parts, ...counted, firstAt: 1000 });
  const pair = { asks() {}, read() {}, failed() {}, stale: () => undefined, provesAt: () => provesAtMs };
  playlist.twins.set({ silentMs: () => undefined } as Pairing, { pair: pair as unknown as TwinPair, side: 0 });
  await clock.advance(1000);
  const polled = playlist.poll(new AbortController().signal);
  await clock.advance(ANSWER_MS);
  await polled;
  return playlist.nextAt;
}

test.each([
  ['that is not known', Number.POSITIVE_INFINITY, 1000 + POLL_MS],
  ['before the next poll: that one is due at once then', 1250, 1251],
  ['while the poll was under way, which proves nothing: the next one is due at once', 1050, 1051],
  ['long ago: polls are as often as usual', 600, 1000 + POLL_MS],
  ['after the next poll', 1900, 1000 + POLL_MS],
])('a twin can tell from a moment %s', async (_, provesAtMs, nextAt) => {
  expect(await nextAfterOne(provesAtMs)).toBe(nextAt);
});
