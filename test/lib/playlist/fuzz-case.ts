import { CvsError } from '../../../src/lib/errors.js';
import { readPlayable } from '../../../src/lib/hls/read-media-playlist.js';
import { findFaults } from '../../../src/lib/playlist/check/find-faults.js';
import { alignmentFindings } from '../../../src/lib/playlist/check/live/alignment.js';
import { checkMerged } from '../../../src/lib/playlist/merge/check-merged.js';
import { type MergedMaster, mergeMasters } from '../../../src/lib/playlist/merge/merge.js';
import { fixture, mastersOf } from './masters.js';

const SHAPES = ['mediapackage-v1', 'mediapackage-v2', 'medialive-s3', 'apple-fmp4', 'll-hls', 'everything'];
const SEEDS = SHAPES.map((shape) => ['eu-west-1', 'eu-west-2'].map((region) => fixture(`${shape}/${region}.m3u8`)));
const PIECES = [
  '\n',
  '\r',
  '\r\n',
  '"',
  ',',
  '=',
  ':',
  '#',
  '{$path}',
  '{$',
  '\u0000',
  '\uFEFF',
  '\uD800',
  'é',
  ',URI="x"',
  ',BANDWIDTH=',
  '9'.repeat(30),
  '-1',
  'NaN',
  '#EXT-X-MEDIA:',
  '#EXT-X-STREAM-INF:BANDWIDTH=1\n',
  '#EXT-X-DEFINE:NAME="a",VALUE="{$a}"\n',
  '#EXTINF:2,\n',
  '#EXT-X-DISCONTINUITY\n',
  '#EXT-X-ENDLIST\n',
  'http://[',
  '//host/x',
  'javascript:1',
];
const MEDIA = [
  '#EXTM3U',
  '#EXT-X-TARGETDURATION:2',
  '#EXT-X-MEDIA-SEQUENCE:7',
  '#EXT-X-DISCONTINUITY-SEQUENCE:1',
  '#EXT-X-PART-INF:PART-TARGET=0.5',
  '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://a",KEYFORMAT="com.apple.streamingkeydelivery"',
  '#EXT-X-MAP:URI="i.mp4"',
  '#EXT-X-PROGRAM-DATE-TIME:2026-06-01T00:00:00.000Z',
  '#EXTINF:2,',
  'a.mp4',
  '#EXT-X-DISCONTINUITY',
  '#EXTINF:2,',
  'b.mp4',
].join('\n');

export type FuzzOutcome = 'merged' | 'refused' | 'unsound';

/**
 * Merges two masters that were damaged as the seed says, checks what came of it, and compares two media playlists that
 * were damaged likewise. The same seed does the same.
 *
 * @throws whatever is no refusal: a crash
 */
export async function fuzzCase(seed: number): Promise<FuzzOutcome> {
  const random = mulberry32(seed);
  const [one = '', two = ''] = pick(SEEDS, random);
  // Often the same damage in both, so that it gets past the pairing.
  const same = random() < 0.6;
  const damaged = damage(one, random);
  const masters = mastersOf(damaged, same ? damaged : random() < 0.5 ? two : damage(two, random));
  const options = { steering: random() < 0.8, allowPartial: random() < 0.5 };
  refusedOr(() => findFaults(damaged, 'https://master.example/playlist.m3u8'));
  const [snapshot, other] = [MEDIA, MEDIA].map((text) =>
    readPlayable(damage(text, random), 'https://one.example/v.m3u8'),
  );
  if (snapshot && other) {
    const pathways = [snapshot, other].map((media, line) => ({ pathway: `p${line}`, line, snapshot: media }));
    const [first, second] = pathways as [(typeof pathways)[0], (typeof pathways)[0]];
    alignmentFindings('video', first, second);
  }
  const merged = refusedOr(() => mergeMasters(masters, options));
  return merged === undefined ? 'refused' : soundness(merged);
}

/** What the merge let through must be what was promised: each rung once a region, and sound. */
async function soundness(merged: MergedMaster): Promise<FuzzOutcome> {
  const { rungs, pathways } = merged.summary;
  for (const text of merged.copies.values()) {
    const streams = text.match(/^#EXT-X-STREAM-INF:/gm)?.length ?? 0;
    if (streams !== rungs * pathways.length) throw new Error(`${streams} variants of ${rungs} rungs`);
  }
  try {
    await checkMerged(merged);
    return 'merged';
  } catch (error) {
    if (error instanceof CvsError && error.code === 'MERGE_UNSOUND') return 'unsound';
    throw error;
  }
}

function refusedOr<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof CvsError) return undefined;
    throw error;
  }
}

function damage(text: string, random: () => number): string {
  let result = text;
  for (let times = 1 + Math.floor(random() ** 3 * 4); times > 0; times -= 1) result = damageOnce(result, random);
  return result;
}

function damageOnce(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1));
  const lines = text.split('\n');
  const line = Math.floor(random() * lines.length);
  const other = Math.floor(random() * lines.length);
  switch (Math.floor(random() * 7)) {
    case 0:
      return text.slice(0, at) + pick(PIECES, random) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + Math.floor(random() * 40));
    case 2:
      return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 300)) + text.slice(at + 1);
    case 3:
      return lines.toSpliced(line, 1).join('\n');
    case 4:
      return lines.toSpliced(other, 0, lines[line] ?? '').join('\n');
    case 5:
      return lines.with(line, lines[other] ?? '').join('\n');
    default:
      return lines.toSpliced(line, 0, pick(pick(pick(SEEDS, random), random).split('\n'), random)).join('\n');
  }
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** A small generator of numbers in [0, 1) that the seed decides. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
