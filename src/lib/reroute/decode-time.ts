/** Length of a packet of a transport stream, and its first byte (ISO/IEC 13818-1 section 2.4.3.2). */
const PACKET = 188;
const SYNC = 0x47;

/**
 * When a media segment begins, in the ticks of its own clock: the decode time of its first fragment (ISO/IEC 14496-12
 * section 8.8.12, `tfdt`), or the first presentation time of a transport stream (ISO/IEC 13818-1 section 2.4.3.7).
 *
 * @param data the first bytes of a segment
 * @returns undefined where neither is found in them
 */
export function decodeTime(data: Buffer): bigint | undefined {
  return data[0] === SYNC ? firstPts(data) : fragmentTime(data);
}

function fragmentTime(data: Buffer): bigint | undefined {
  const moof = boxAt(data, 'moof', 0, data.length);
  const traf = moof && boxAt(data, 'traf', moof.start, moof.end);
  const tfdt = traf && boxAt(data, 'tfdt', traf.start, traf.end);
  if (!tfdt || tfdt.end - tfdt.start < 8) return undefined;
  const isLong = data[tfdt.start] === 1;
  if (isLong && tfdt.end - tfdt.start < 12) return undefined;
  return isLong ? data.readBigUInt64BE(tfdt.start + 4) : BigInt(data.readUInt32BE(tfdt.start + 4));
}

/** The content of the first box of a type, as far as it is in the data. */
function boxAt(data: Buffer, type: string, start: number, end: number): { start: number; end: number } | undefined {
  for (let offset = start; offset + 8 <= end; ) {
    const size = data.readUInt32BE(offset);
    if (data.toString('latin1', offset + 4, offset + 8) === type) {
      return { start: offset + 8, end: Math.min(end, offset + Math.max(size, 8)) };
    }
    if (size < 8) return undefined;
    offset += size;
  }
  return undefined;
}

function firstPts(data: Buffer): bigint | undefined {
  for (let packet = 0; packet + PACKET <= data.length; packet += PACKET) {
    if (data[packet] !== SYNC) return undefined;
    const begins = ((data[packet + 1] as number) & 0x40) !== 0;
    const control = (data[packet + 3] as number) & 0x30;
    if (!begins || (control & 0x10) === 0) continue;
    const at = packet + 4 + (control & 0x20 ? 1 + (data[packet + 4] as number) : 0);
    const pts = at + 14 <= packet + PACKET ? pesTime(data, at) : undefined;
    if (pts !== undefined) return pts;
  }
  return undefined;
}

/** The presentation time of a PES packet, in ticks of 90 kHz. */
function pesTime(data: Buffer, at: number): bigint | undefined {
  if (data.readUIntBE(at, 3) !== 1 || ((data[at + 7] as number) & 0x80) === 0) return undefined;
  const byte = (index: number) => BigInt(data[at + 9 + index] as number);
  return (
    (((byte(0) >> 1n) & 7n) << 30n) | (byte(1) << 22n) | ((byte(2) >> 1n) << 15n) | (byte(3) << 7n) | (byte(4) >> 1n)
  );
}
