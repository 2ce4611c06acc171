/**
 * One box of an ISO base media file (ISO/IEC 14496-12 section 4.2), as offsets into the buffer that it was found in.
 */
export interface Box {
  type: string;
  /** Where its header starts. */
  start: number;
  /** Where its content starts. */
  content: number;
  end: number;
}

/** The boxes between two offsets, one after the other. Clips have no sizes of 0 and no 64-bit sizes. */
export function boxes(data: Buffer, start = 0, end = data.length): Box[] {
  const found: Box[] = [];
  for (let offset = start; offset + 8 <= end; ) {
    const size = data.readUInt32BE(offset);
    const type = data.toString('latin1', offset + 4, offset + 8);
    if (size < 8 || offset + size > end) throw new Error(`broken ${type} box at byte ${offset}`);
    found.push({ type, start: offset, content: offset + 8, end: offset + size });
    offset += size;
  }
  return found;
}

/** The first box at a path such as `moof/traf/tfdt`; throws when there is none. */
export function findBox(data: Buffer, path: string, start = 0, end = data.length): Box {
  const [type, ...rest] = path.split('/') as [string, ...string[]];
  const box = boxes(data, start, end).find((one) => one.type === type);
  if (!box) throw new Error(`no ${type} box`);
  return rest.length ? findBox(data, rest.join('/'), box.content, box.end) : box;
}
