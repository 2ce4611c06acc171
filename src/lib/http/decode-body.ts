import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { FetchError } from './http-client.js';

type Decoder = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const inZlib: Decoder = promisify(inflate);
const raw: Decoder = promisify(inflateRaw);

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  // Some servers leave the zlib format out (RFC 9110 section 8.4.1.2); browsers take both. Its header: RFC 1950 section 2.2.
  deflate: (body, options) => {
    const hasHeader = body.length > 1 && ((body[0] ?? 0) & 15) === 8 && body.readUInt16BE(0) % 31 === 0;
    return (hasHeader ? inZlib : raw)(body, options);
  },
  br: promisify(brotliDecompress),
};

/**
 * A body without its content encodings, whose names are case-insensitive (RFC 9110 section 8.4.1). One that is not known
 * stays.
 *
 * @throws FetchError `too-large` where it is longer than `maxBytes` without them, or the error of zlib
 */
export async function decodeBody(body: Buffer, encodings: string, maxBytes: number, url: string): Promise<Buffer> {
  let decoded = body;
  for (const name of encodings.toLowerCase().split(',').reverse()) {
    const decode = DECODERS[name.trim()];
    if (!decode || decoded.length === 0) continue;
    try {
      decoded = await decode(decoded, { maxOutputLength: maxBytes });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
      throw new FetchError('too-large', url, `${url}: the body is larger than ${maxBytes} bytes`);
    }
  }
  return decoded;
}
