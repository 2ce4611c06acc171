import { describe, expect, test } from '@jest/globals';
import type { Side } from '../../../../src/lib/detector/judging/twin-pair.js';
import type { FollowedPlaylist, Pairing } from '../../../../src/lib/detector/polling/followed-playlist.js';
import type { StreamPoller } from '../../../../src/lib/detector/polling/stream-poller.js';
import { TwinStreams } from '../../../../src/lib/detector/polling/twin-streams.js';
import { readMediaPlaylist } from '../../../../src/lib/hls/read-media-playlist.js';

const PLAYLIST = readMediaPlaylist(
  '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:2,\ns7.ts\n',
  'https://a.example/v.m3u8',
);

/** Two streams of so many playlists, each of which was read at 0. */
function streams(count: number) {
  const poller = () => {
    const playlists = Array.from({ length: count }, () => ({ listed: { kind: 'video' }, twins: new Map() }));
    return { playlists: playlists as unknown as FollowedPlaylist[] };
  };
  const sides = [poller(), poller()] as const;
  const twins = new TwinStreams(...(sides as unknown as [StreamPoller, StreamPoller]));
  twins.pairUp();
  const pairs = sides[0].playlists.map(({ twins: known }) => known.get(twins as Pairing)?.pair);
  const ask = (side: Side, at: number) => pairs.forEach((pair) => void pair?.asks(side, at));
  const answer = (side: Side, at: number) => pairs.forEach((pair) => void pair?.read(side, PLAYLIST, at, at));
  for (const side of [0, 1] as const) {
    ask(side, 0);
    answer(side, 0);
  }
  return { twins, pairs, ask, answer };
}

describe('a region of which no request is answered', () => {
  test('is silent after 1.75 target durations in which the other region answered', () => {
    const { twins, ask, answer } = streams(4);
    ask(0, 500);
    answer(1, 3500);
    expect(twins.silentMs(0, 4000)).toBeUndefined();
    expect(twins.silentMs(0, 4001)).toBe(3501);
    expect(twins.silentMs(1, 4001)).toBeUndefined();
  });

  test('is not silent while one playlist is answered: a slow answer proves nothing', () => {
    const { twins, pairs, ask, answer } = streams(4);
    ask(0, 500);
    answer(1, 3500);
    pairs[2]?.read(0, PLAYLIST, 500, 3600);
    expect(twins.silentMs(0, 4100)).toBeUndefined();
  });

  test('is not silent where the other one is not heard either: it is the detector’s own network', () => {
    const { twins, ask } = streams(4);
    ask(0, 500);
    ask(1, 500);
    expect([twins.silentMs(0, 9000), twins.silentMs(1, 9000)]).toEqual([undefined, undefined]);
  });

  test('cannot be told of two playlists', () => {
    const { twins, ask, answer } = streams(2);
    ask(0, 500);
    answer(1, 3500);
    expect(twins.silentMs(0, 4100)).toBeUndefined();
  });

  test('counts from the first request without an answer, failures among them', () => {
    const { twins, pairs, ask, answer } = streams(3);
    ask(0, 500);
    for (const pair of pairs) pair?.failed(0, 'HTTP 503');
    ask(0, 1000);
    answer(1, 3900);
    expect(twins.silentMs(0, 4100)).toBe(3600);
  });
});
