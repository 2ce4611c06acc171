import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { boxes, findBox } from '../../../src/sandbox/origins/boxes.js';
import { cutIntoChunks } from '../../../src/sandbox/origins/chunks.js';
import { type Clip, type ClipRendition, type Fragment, readClip } from '../../../src/sandbox/origins/clip.js';

let clip: Clip;
beforeAll(async () => {
  clip = await readClip(join(process.cwd(), 'media'), 'eu-west-1');
});

const cut = (name: string): ClipRendition => cutIntoChunks(clip.get(name) as ClipRendition, 400);

/** The bytes of each frame, in order, as a decoder finds them. */
function framesOf({ data }: Fragment): string[] {
  const trun = findBox(data, 'moof/traf/trun');
  const hasFirst = (data.readUInt32BE(trun.content) & 0x4) !== 0;
  let at = data.readInt32BE(trun.content + 8);
  return Array.from({ length: data.readUInt32BE(trun.content + 4) }, (_, index) => {
    const size = data.readUInt32BE(trun.content + (hasFirst ? 16 : 12) + 4 * index);
    at += size;
    return data.toString('hex', at - size, at);
  });
}

describe.each([
  ['video-1', 90_000, [10]],
  ['video-3', 90_000, [10]],
  ['audio', 48_000, [18, 19]],
])('%s', (name, timescale, frames) => {
  test('has five chunks for each fragment, of whole frames, with all frames of the fragment in their order', () => {
    const { fragments } = cut(name);
    expect(fragments).toHaveLength(20);
    expect([...new Set(fragments.map((chunk) => framesOf(chunk).length))].sort()).toEqual(frames);
    const whole = (clip.get(name) as ClipRendition).fragments.flatMap(framesOf);
    expect(fragments.flatMap(framesOf)).toEqual(whole);
  });

  test('has chunks that follow one another from 0 s to the end of the loop, each at its nominal start or a frame later', () => {
    const { fragments } = cut(name);
    let end = 0;
    for (const [index, { startTicks, durationTicks }] of fragments.entries()) {
      expect(startTicks).toBe(end);
      const late = startTicks - (index * 2 * timescale) / 5;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(1024);
      end += durationTicks;
    }
    expect(end).toBe(8 * timescale);
  });

  test('has chunks of a moof and an mdat', () => {
    for (const { data } of cut(name).fragments) expect(boxes(data).map(({ type }) => type)).toEqual(['moof', 'mdat']);
  });
});

test('only the first chunk of a fragment begins with a key frame', () => {
  const runFlags = cut('video-2').fragments.map(({ data }) => {
    const { content } = findBox(data, 'moof/traf/trun');
    return (data.readUInt32BE(content) & 0x4) !== 0;
  });
  expect(runFlags).toEqual(Array.from({ length: 20 }, (_, index) => index % 5 === 0));
});
