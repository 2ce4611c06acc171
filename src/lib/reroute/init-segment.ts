/** Boxes that say when a file was made: two times behind version and flags, of 4 bytes or in version 1 of 8. */
const TIMES = ['mvhd', 'tkhd', 'mdhd'];

/**
 * Whether two initialization segments are the same to a decoder: they may differ in the bitrates that they state (`btrt`,
 * and the decoder configuration in `esds`; ISO/IEC 14496-12 section 8.5.2, ISO/IEC 14496-1 section 7.2.6.6), which encoders
 * measure, and in when they were made.
 */
export function sameInit(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && withoutHints(one).equals(withoutHints(other));
}

function withoutHints(init: Buffer): Buffer {
  const copy = Buffer.from(init);
  each(copy, 'btrt', (at) => copy.fill(0, at, at + 12));
  each(copy, 'esds', (at) => {
    const bitrates = bitratesAt(copy, at + 4);
    if (bitrates !== undefined) copy.fill(0, bitrates, bitrates + 8);
  });
  for (const type of TIMES) each(copy, type, (at) => copy.fill(0, at + 4, at + (copy[at] === 1 ? 20 : 12)));
  return copy;
}

/** @param change is given where the content of each box of this type begins */
function each(data: Buffer, type: string, change: (content: number) => void): void {
  for (let at = data.indexOf(type); at >= 0; at = data.indexOf(type, at + 4)) {
    if (at + 4 < data.length) change(at + 4);
  }
}

/** Where the two bitrates of the decoder configuration are, in an elementary stream descriptor that begins at `at`. */
function bitratesAt(data: Buffer, at: number): number | undefined {
  const stream = descriptor(data, at, 0x03);
  // ES_ID and flags.
  const config = stream === undefined ? undefined : descriptor(data, stream + 3, 0x04);
  // Object type, stream type and the size of the buffer.
  return config === undefined ? undefined : config + 5;
}

/** Where the content of a descriptor begins: a tag, and a length of up to four bytes. */
function descriptor(data: Buffer, at: number, tag: number): number | undefined {
  if (data[at] !== tag) return undefined;
  let next = at + 1;
  while (((data[next] ?? 0) & 0x80) !== 0 && next < at + 4) next += 1;
  return next + 1;
}
