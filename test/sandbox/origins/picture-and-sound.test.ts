import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readScore } from '../../../src/lib/detector/polling/quality-score.js';
import { findBox } from '../../../src/sandbox/origins/boxes.js';
import { samplesOf } from '../../../src/sandbox/origins/chunks.js';
import { type Clip, type ClipRendition, readClip } from '../../../src/sandbox/origins/clip.js';
import { type Fillers, frozen, playedSegment, readFillers } from '../../../src/sandbox/origins/picture-and-sound.js';
import { cmsdStatic, scoreOf } from '../../../src/sandbox/origins/quality-score.js';
import { OriginFaults } from '../../../src/sandbox/origins/stream-faults.js';
import { segmentData } from '../../../src/sandbox/origins/timeline.js';
import { FakeClock } from '../../support/fake-clock.js';

const MEDIA = join(process.cwd(), 'media');
const EPOCH = Date.UTC(2026, 0, 1) - 60_000;
const VIDEO = ['video-1', 'video-2', 'video-3'];

let clip: Clip;
let fillers: Fillers;
let clock: FakeClock;
let faults: OriginFaults;

beforeAll(async () => {
  clip = await readClip(MEDIA, 'eu-west-1');
  fillers = await readFillers(MEDIA);
});

beforeEach(() => {
  clock = new FakeClock();
  faults = new OriginFaults({ clock, epochMs: EPOCH });
});

const of = (from: Clip, name: string) => from.get(name) as ClipRendition;
const played = (name: string, sequence: number) => playedSegment(of(clip, name), sequence, fillers, faults);
const own = (name: string, sequence: number) => segmentData(of(clip, name), sequence);
const media = (segment: Buffer) => segment.subarray(findBox(segment, 'mdat').content);
const decodeTime = (segment: Buffer) => segment.readBigUInt64BE(findBox(segment, 'moof/traf/tfdt').content + 4);

describe('black video', () => {
  test.each(VIDEO)('%s has the parameter sets and the timescale of every clip', async (name) => {
    for (const picture of ['eu-west-1', 'eu-west-2', 'generic']) {
      expect(of(fillers, name).init).toEqual(of(await readClip(MEDIA, picture), name).init);
    }
  });

  test('is in the segments that are published while the fault is active, at their place on the timeline', async () => {
    const end = faults.add({ how: 'black' });
    await clock.advance(4000);
    end();
    expect([29, 32].map((sequence) => played('video-3', sequence))).toEqual([29, 32].map((n) => own('video-3', n)));
    for (const sequence of [30, 31]) {
      const segment = played('video-3', sequence);
      expect(media(segment)).toEqual(media(of(fillers, 'video-3').fragments[0]?.data as Buffer));
      expect(decodeTime(segment)).toBe(decodeTime(own('video-3', sequence)));
      expect(samplesOf(segment).sizes).toHaveLength(50);
    }
    expect(played('audio', 30)).toEqual(own('audio', 30));
  });
});

describe('a frozen picture', () => {
  test('is the first one of the segment at which it began, repeated by frames that change nothing', async () => {
    faults.add({ how: 'frozen-picture' });
    const sizes = samplesOf(own('video-2', 30)).sizes;
    const black = samplesOf(of(fillers, 'video-2').fragments[0]?.data as Buffer);
    for (const sequence of [30, 31, 39]) {
      const segment = played('video-2', sequence);
      expect(samplesOf(segment).sizes).toEqual([sizes[0], ...black.sizes.slice(1)]);
      expect(media(segment).subarray(0, sizes[0])).toEqual(media(own('video-2', 30)).subarray(0, sizes[0]));
      expect(findBox(segment, 'mdat').end).toBe(segment.length);
      expect(decodeTime(segment)).toBe(decodeTime(own('video-2', sequence)));
    }
  });

  test('of black is black', () => {
    const [black] = of(fillers, 'video-1').fragments;
    if (!black) throw new Error('no fragment');
    expect(frozen(black, black)).toEqual(black);
  });
});

describe('silence', () => {
  test('is as long as the sound that it replaces, segment for segment', () => {
    faults.add({ how: 'silent' });
    const [sound, silence] = [clip, fillers].map((from) => of(from, 'audio'));
    expect(silence?.timescale).toBe(sound?.timescale);
    expect(silence?.fragments.map(({ durationTicks }) => durationTicks)).toEqual(
      sound?.fragments.map(({ durationTicks }) => durationTicks),
    );
    expect(played('audio', 30).length).toBeLessThan(own('audio', 30).length / 2);
    expect(played('video-1', 30)).toEqual(own('video-1', 30));
  });
});

describe('the media quality score', () => {
  test('falls while the fault lasts, and is whole again at once', async () => {
    const end = faults.add({ how: 'black' });
    await clock.advance(6000);
    end();
    expect([29, 30, 31, 32, 33].map((sequence) => scoreOf('video', sequence, faults))).toEqual([100, 50, 0, 0, 100]);
    expect(scoreOf('audio', 31, faults)).toBe(100);
    faults.add({ how: 'silent' });
    expect([scoreOf('audio', 33, faults), scoreOf('video', 33, faults)]).toEqual([50, 100]);
  });

  test('is sent as one of the keys that the detector takes', () => {
    expect(readScore(new Headers({ 'cmsd-static': cmsdStatic('video/mp4', 50) }))).toBe(50);
    expect(cmsdStatic('application/vnd.apple.mpegurl', 100)).toMatch(/^ot=m,sf=h,st=l,/);
  });
});
