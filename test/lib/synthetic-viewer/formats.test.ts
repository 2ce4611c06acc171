import { describe, expect, test } from '@jest/globals';
import { isMediaSegment } from '../../../src/lib/synthetic-viewer/follow-track.js';
import {
  nextSegments,
  readViewerMedia,
  reloadDelayMs,
  type TimedPlaylist,
} from '../../../src/lib/synthetic-viewer/media-time.js';
import { pickVariant, readViewerMaster, type ViewerMaster } from '../../../src/lib/synthetic-viewer/viewer-master.js';
import { merged } from './fake-streams.js';

const URL_OF_MASTER = 'http://master.test/live/playlist.m3u8';

describe('a master playlist', () => {
  test('gives each rung its pathway and its own audio, and the address of the steering manifest', () => {
    const master = readViewerMaster(merged(true), URL_OF_MASTER);
    expect(master?.steering).toEqual({ url: 'http://master.test/steering.json', pathway: 'eu-west-1' });
    expect(master?.variants[1]).toMatchObject({
      pathway: 'eu-west-2',
      bandwidth: 500_000,
      url: 'http://eu-west-2.test/500000.m3u8',
      audioUrl: 'http://eu-west-2.test/audio.m3u8',
    });
  });

  test('gives the best rung within a bandwidth, or else the lowest', () => {
    const master = readViewerMaster(merged(true), URL_OF_MASTER) as ViewerMaster;
    expect(pickVariant(master, 'eu-west-2', 2_999_999).bandwidth).toBe(1_000_000);
    expect(pickVariant(master, 'eu-west-2', 3_000_000)).toMatchObject({ bandwidth: 3_000_000, pathway: 'eu-west-2' });
    expect(pickVariant(master, 'eu-west-2', 1).bandwidth).toBe(500_000);
  });

  test('without audio groups has its audio in the rungs, and relative URIs are of its own folder', () => {
    const master = readViewerMaster('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv/low.m3u8\n', URL_OF_MASTER);
    expect(master).toMatchObject({
      variants: [
        { pathway: 'master.test', bandwidth: 1, audioUrl: undefined, url: 'http://master.test/live/v/low.m3u8' },
      ],
    });
  });

  test.each(['', '<html></html>', '#EXTM3U\n#EXTINF:2,\ns.ts\n'])('is not %j', (text) => {
    expect(readViewerMaster(text, URL_OF_MASTER)).toBeUndefined();
  });
});

describe('a media playlist', () => {
  const header = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:10\n';
  const segments = 's10.ts\n#EXTINF:2,\ns11.ts\n#EXTINF:1,\ns12.ts\n#EXTINF:2,\ns13.ts\n';
  const plain = `${header}#EXTINF:2,\n${segments}`;
  const parse = (text: string, last?: { sequence: number; startS: number; durationS: number }) =>
    readViewerMedia(text, 'http://one.test/live/v.m3u8', last) as TimedPlaylist;

  test('places its segments by date-time', () => {
    const playlist = parse(`${header}#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:01:40Z\n#EXTINF:2,\n${segments}`);
    expect(playlist.segments.map(({ startS }) => startS)).toEqual([100, 102, 104, 105]);
    expect(playlist.segments[0]).toMatchObject({ url: 'http://one.test/live/s10.ts', durationS: 2, sequence: 10 });
  });

  test('places them by sequence number, after what was buffered last, where it has none', () => {
    expect(parse(plain).segments.map(({ startS }) => startS)).toEqual([0, 2, 4, 5]);
    const continued = parse(plain, { sequence: 11, startS: 48, durationS: 2 });
    expect(continued.segments.map(({ startS }) => startS)).toEqual([46, 48, 50, 51]);
    // Two segments were missed: what is there comes next.
    expect(parse(plain, { sequence: 7, startS: 48, durationS: 2 }).segments.map(({ startS }) => startS)).toEqual([
      50, 52, 54, 55,
    ]);
  });

  test('starts three target durations behind its end, and goes on after what is buffered', () => {
    const playlist = parse(plain);
    const sequences = (end?: number) => nextSegments(playlist, end).map(({ sequence }) => sequence);
    // It ends at 7 s: playback starts at 1 s, within the first segment.
    expect(sequences()).toEqual([10, 11, 12, 13]);
    expect(sequences(4)).toEqual([12, 13]);
    // Regions may round a boundary differently.
    expect(sequences(4.04)).toEqual([12, 13]);
    expect(sequences(7)).toEqual([]);
  });

  test('is asked for again after its target duration, or half of it when nothing was new', () => {
    const playlist = parse(plain);
    expect([reloadDelayMs(playlist, true), reloadDelayMs(playlist, false)]).toEqual([2_000, 1_000]);
  });

  test.each(['', '<html></html>', merged(true), header])('is not %j', (text) => {
    expect(readViewerMedia(text, 'http://one.test/v.m3u8')).toBeUndefined();
  });
});

describe('a segment', () => {
  const box = (type: string) => Buffer.concat([Buffer.from([0, 0, 0, 8]), Buffer.from(type)]);
  const packet = Buffer.concat([Buffer.from([0x47]), Buffer.alloc(187)]);

  test.each([
    ['CMAF', box('styp')],
    ['a fragment', box('moof')],
    ['an initialisation segment', box('ftyp')],
    ['a transport stream', Buffer.concat([packet, packet])],
    ['packed AAC', Buffer.from([0xff, 0xf1, 0x50])],
    ['packed audio with its time stamp', Buffer.from('ID3\u0004')],
  ])('can be %s', (_, body) => {
    expect(isMediaSegment(body)).toBe(true);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a web page', Buffer.from('<!doctype html><title>404</title>')],
    ['a playlist', Buffer.from('#EXTM3U\n')],
    ['a lone sync byte', Buffer.from([0x47, 0, 0])],
    ['a cut transport stream', Buffer.concat([packet, Buffer.from('x')])],
  ])('cannot be %s', (_, body) => {
    expect(isMediaSegment(body)).toBe(false);
  });
});
