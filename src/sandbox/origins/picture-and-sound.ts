import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBox } from './boxes.js';
import { box, samplesOf } from './chunks.js';
import { type Clip, type ClipRendition, type Fragment, parseRendition } from './clip.js';
import { AUDIO, LADDER } from './ladder.js';
import type { OriginFaults } from './stream-faults.js';
import { fragmentAt, placed, SEGMENT_MS } from './timeline.js';

/** What an origin plays instead of its clip: black video by the rungs' names, and silent audio. It fits every clip. */
export type Fillers = Clip;

/** Reads the package's black video and silent audio. */
export async function readFillers(mediaDirectory: string): Promise<Fillers> {
  const black = LADDER.map(async ({ name }) =>
    parseRendition(name, await readFile(join(mediaDirectory, 'black', `${name}.mp4`)), SEGMENT_MS / 1000),
  );
  const silent = readFile(join(mediaDirectory, 'silent', `${AUDIO.name}.mp4`)).then((file) =>
    parseRendition(AUDIO.name, file),
  );
  return new Map((await Promise.all([...black, silent])).map((rendition) => [rendition.name, rendition]));
}

/** The bytes of a segment as the origin plays it: the clip's, or what a fault put in its place when it was published. */
export function playedSegment(
  rendition: ClipRendition,
  sequence: number,
  fillers: Fillers,
  faults: OriginFaults,
): Buffer {
  return placed(rendition, sequence, playedFragment(rendition, sequence, fillers.get(rendition.name), faults));
}

function playedFragment(
  rendition: ClipRendition,
  sequence: number,
  filler: ClipRendition | undefined,
  faults: OriginFaults,
): Fragment {
  const own = fragmentAt(rendition, sequence);
  if (!filler) return own;
  const instead = fragmentAt(filler, sequence);
  if (rendition.name === AUDIO.name) return faults.had('silent', sequence) ? instead : own;
  if (faults.had('black', sequence)) return instead;
  const frozenAt = faults.since('frozen-picture', sequence);
  return frozenAt === undefined ? own : frozen(fragmentAt(rendition, frozenAt), instead);
}

/**
 * A fragment whose picture does not move: the key frame of one, and the P frames of a black one. Those skip every
 * macroblock, so that they repeat whatever picture is before them; the clips' parameter sets are theirs too.
 */
export function frozen(moving: Fragment, black: Fragment): Fragment {
  const keyBytes = samplesOf(moving.data).sizes[0] ?? 0;
  const blackKeyBytes = samplesOf(black.data).sizes[0] ?? 0;
  const media = findBox(moving.data, 'mdat').content;
  const rest = findBox(black.data, 'mdat');
  const moof = Buffer.from(black.data.subarray(0, rest.start));
  // The sizes of the samples stand behind the count, the data offset and the flags of the first one.
  moof.writeUInt32BE(keyBytes, findBox(moof, 'moof/traf/trun').content + 16);
  const key = moving.data.subarray(media, media + keyBytes);
  return {
    ...black,
    data: Buffer.concat([moof, box('mdat', key, black.data.subarray(rest.content + blackKeyBytes, rest.end))]),
  };
}
