import { type Box, findBox } from './boxes.js';
import type { ClipRendition, Fragment } from './clip.js';

/** Flags of a track run (ISO/IEC 14496-12 section 8.8.8) that the clips have. */
const DATA_OFFSET = 0x000001;
const FIRST_SAMPLE_FLAGS = 0x000004;
const SAMPLE_SIZE = 0x000200;
/** Flags of a track fragment header (section 8.8.7): what stands before the default duration. */
const DESCRIPTION_INDEX = 0x000002;
const DEFAULT_DURATION = 0x000008;

/** The samples of a fragment. All have the same duration, as the frames of a clip do. */
interface Samples {
  sizes: readonly number[];
  durationTicks: number;
  /** Of the first one, where it differs from the others: that of a key frame. */
  firstFlags?: Buffer;
}

/**
 * The same rendition with each fragment cut into chunks (CMAF, ISO/IEC 23000-19 section 6.6.5): a moof and an mdat each,
 * cut between two frames. A chunk begins with the first frame at or after its nominal start, as fragments do.
 *
 * @param chunkMs nominal length of a chunk; a whole number of them makes up a fragment
 */
export function cutIntoChunks(rendition: ClipRendition, chunkMs: number): ClipRendition {
  const chunkTicks = (chunkMs * rendition.timescale) / 1000;
  const fragments = rendition.fragments.flatMap((fragment) => {
    const { sizes, durationTicks, firstFlags } = samplesOf(fragment.data);
    const endTicks = fragment.startTicks + fragment.durationTicks;
    const first = Math.floor(fragment.startTicks / chunkTicks);
    const indexAt = (chunk: number) =>
      Math.min(sizes.length, Math.max(0, Math.ceil((chunk * chunkTicks - fragment.startTicks) / durationTicks)));
    const chunks = Math.round((endTicks - fragment.startTicks) / chunkTicks);
    return Array.from({ length: chunks }, (_, index): Fragment => {
      const from = index === 0 ? 0 : indexAt(first + index);
      const to = index === chunks - 1 ? sizes.length : indexAt(first + index + 1);
      return cut(fragment, { sizes, durationTicks, firstFlags }, from, to);
    });
  });
  return { ...rendition, fragments };
}

/** The samples of a fragment whose frames have sizes of their own, and are alike otherwise. */
export function samplesOf(data: Buffer): Samples {
  const tfhd = findBox(data, 'moof/traf/tfhd');
  const trun = findBox(data, 'moof/traf/trun');
  const [headerFlags, runFlags] = [flagsOf(data, tfhd), flagsOf(data, trun)];
  if (!(headerFlags & DEFAULT_DURATION) || (runFlags & ~FIRST_SAMPLE_FLAGS) !== (DATA_OFFSET | SAMPLE_SIZE)) {
    throw new Error('a fragment whose samples have more than sizes of their own');
  }
  const hasFirst = (runFlags & FIRST_SAMPLE_FLAGS) !== 0;
  const table = trun.content + (hasFirst ? 16 : 12);
  const count = data.readUInt32BE(trun.content + 4);
  return {
    sizes: Array.from({ length: count }, (_, index) => data.readUInt32BE(table + 4 * index)),
    durationTicks: data.readUInt32BE(tfhd.content + (headerFlags & DESCRIPTION_INDEX ? 12 : 8)),
    firstFlags: hasFirst ? data.subarray(trun.content + 12, trun.content + 16) : undefined,
  };
}

/** The samples from one index up to another, as a fragment of its own. */
function cut({ data, startTicks }: Fragment, { sizes, durationTicks, firstFlags }: Samples, from: number, to: number) {
  const sum = (list: readonly number[]) => list.reduce((total, size) => total + size, 0);
  const mdat = findBox(data, 'mdat');
  const mediaStart = mdat.content + sum(sizes.slice(0, from));
  const own = sizes.slice(from, to);
  const media = data.subarray(mediaStart, mediaStart + sum(own));
  const isFirst = from === 0 && firstFlags !== undefined;
  const run = Buffer.alloc(12 + 4 * own.length);
  run.writeUInt32BE((0x01 << 24) | DATA_OFFSET | SAMPLE_SIZE | (isFirst ? FIRST_SAMPLE_FLAGS : 0), 0);
  run.writeUInt32BE(own.length, 4);
  for (const [index, size] of own.entries()) run.writeUInt32BE(size, 12 + 4 * index);
  const whole = isFirst ? Buffer.concat([run.subarray(0, 12), firstFlags, run.subarray(12)]) : run;
  const copy = (path: string) => copyOf(data, findBox(data, path));
  const moof = box(
    'moof',
    copy('moof/mfhd'),
    box('traf', copy('moof/traf/tfhd'), copy('moof/traf/tfdt'), box('trun', whole)),
  );
  // The media begin behind the moof and the header of the mdat.
  moof.writeUInt32BE(moof.length + 8, findBox(moof, 'moof/traf/trun').content + 8);
  return {
    data: Buffer.concat([moof, box('mdat', media)]),
    startTicks: startTicks + from * durationTicks,
    durationTicks: own.length * durationTicks,
    sequenceOffset: findBox(moof, 'moof/mfhd').content + 4,
    decodeTimeOffset: findBox(moof, 'moof/traf/tfdt').content + 4,
  };
}

function flagsOf(data: Buffer, { content }: Box): number {
  return data.readUInt32BE(content) & 0xffffff;
}

function copyOf(data: Buffer, { start, end }: Box): Buffer {
  return data.subarray(start, end);
}

export function box(type: string, ...contents: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + contents.reduce((sum, { length }) => sum + length, 0), 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...contents]);
}
