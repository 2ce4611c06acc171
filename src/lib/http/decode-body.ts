import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { FetchError } from './http-client.js';

const DECODERS: Readonly<Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
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
