/** First boxes of a CMAF segment or an initialisation segment (ISO/IEC 14496-12, CMAF section 7.3). */
const FIRST_BOXES = new Set(['ftyp', 'styp', 'moof', 'sidx', 'emsg', 'prft', 'moov']);

const TS_PACKET_BYTES = 188;
const TS_SYNC = 0x47;

/** Whether a body is what a segment can be: fragmented MP4, MPEG transport stream, or packed audio. */
export function isMediaSegment(body: Buffer): boolean {
  if (body.length >= 8 && FIRST_BOXES.has(body.toString('latin1', 4, 8))) return true;
  if (body[0] === TS_SYNC && body.length >= TS_PACKET_BYTES) {
    return body.length === TS_PACKET_BYTES || body[TS_PACKET_BYTES] === TS_SYNC;
  }
  // Packed audio starts with an ID3 tag (RFC 8216 section 3.4) or with an ADTS frame's sync word.
  return body.toString('latin1', 0, 3) === 'ID3' || (body[0] === 0xff && ((body[1] ?? 0) & 0xf6) === 0xf0);
}
