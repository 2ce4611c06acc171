import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { boxes, findBox } from './boxes.js';
import { AUDIO, LADDER } from './ladder.js';

/** One fragment (moof and mdat) of a clip. */
export interface Fragment {
  data: Buffer;
  /** Where it starts in the loop, in ticks of the rendition's timescale. */
  startTicks: number;
  durationTicks: number;
  /** Offset in `data` of the 32-bit sequence number (mfhd). */
  sequenceOffset: number;
  /** Offset in `data` of the 64-bit baseMediaDecodeTime (tfdt). */
  decodeTimeOffset: number;
}

/** One rendition of a clip: what a live origin loops. */
export interface ClipRendition {
  name: string;
  /** Initialization section: ftyp and moov. */
  init: Buffer;
  fragments: readonly Fragment[];
  /** Ticks a second. */
  timescale: number;
  loopTicks: number;
  /** As in CODECS (RFC 6381). */
  codec: string;
}

/** Every rendition of one picture, by name. */
export type Clip = ReadonlyMap<string, ClipRendition>;

/** Length of a clip, s; `scripts/make-clip.sh` makes clips of this length with four fragments. */
export const LOOP_S = 8;

/** Reads the clip drawn for a region, or the generic picture where there is none. */
export async function readClip(mediaDirectory: string, region: string): Promise<Clip> {
  const drawn = join(mediaDirectory, region);
  const directory = (await stat(drawn).catch(() => undefined)) ? drawn : join(mediaDirectory, 'generic');
  const names = [...LADDER.map((rung) => rung.name), AUDIO.name];
  const renditions = names.map(async (name) => parseRendition(name, await readFile(join(directory, `${name}.mp4`))));
  return new Map((await Promise.all(renditions)).map((rendition) => [rendition.name, rendition]));
}

/** Reads a fragmented MP4 of one track. @param loopS how long it is */
export function parseRendition(name: string, file: Buffer, loopS = LOOP_S): ClipRendition {
  const top = boxes(file);
  const moov = findBox(file, 'moov');
  const mdhd = findBox(file, 'moov/trak/mdia/mdhd');
  const timescale = file.readUInt32BE(mdhd.content + (file[mdhd.content] === 1 ? 20 : 12));
  const loopTicks = loopS * timescale;
  const parts = top
    .filter((box) => box.type === 'moof')
    .map((moof) => {
      const mdat = top.find((box) => box.type === 'mdat' && box.start === moof.end);
      if (!mdat) throw new Error(`${name}: a moof without its mdat`);
      const data = Buffer.from(file.subarray(moof.start, mdat.end));
      const decodeTimeOffset = findBox(data, 'moof/traf/tfdt').content + 4;
      if (data[decodeTimeOffset - 4] !== 1) throw new Error(`${name}: the decode time does not have 64 bits`);
      return {
        data,
        startTicks: Number(data.readBigUInt64BE(decodeTimeOffset)),
        sequenceOffset: findBox(data, 'moof/mfhd').content + 4,
        decodeTimeOffset,
      };
    });
  const fragments = parts.map((part, index) => ({
    ...part,
    durationTicks: (parts[index + 1]?.startTicks ?? loopTicks) - part.startTicks,
  }));
  return { name, init: file.subarray(0, moov.end), fragments, timescale, loopTicks, codec: codecOf(file) };
}

/** The sample entry's codec: AVC with profile, constraints and level from avcC (ISO/IEC 14496-15), or AAC-LC. */
function codecOf(file: Buffer): string {
  const stsd = findBox(file, 'moov/trak/mdia/minf/stbl/stsd');
  const entry = boxes(file, stsd.content + 8, stsd.end)[0];
  if (entry?.type !== 'avc1') return 'mp4a.40.2';
  const avcC = findBox(file, 'avcC', entry.content + 78, entry.end);
  return `avc1.${file.toString('hex', avcC.content + 1, avcC.content + 4)}`;
}
