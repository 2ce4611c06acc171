import { ServiceError } from '../../services/service-error.js';
import { hmac, scopeOf, sha256 } from './canonical-request.js';
import type { Signature } from './read-signature.js';

/** A body in `aws-chunked` encoding, taken apart. */
export interface Chunks {
  data: Buffer[];
  /** Signature of each chunk, of the empty one at the end too; undefined where it has none. */
  signatures: (string | undefined)[];
  /** By lower case name. */
  trailers: Record<string, string>;
}

/**
 * Takes a body in chunks apart: `<hex size>[;chunk-signature=…]\r\n<data>\r\n…0[;chunk-signature=…]\r\n<trailers>`.
 *
 * Source: Amazon S3 API Reference, "Signature calculations … transferring payload in multiple chunks".
 *
 * @throws ServiceError IncompleteBody when it ends too early
 */
export function readChunks(body: Buffer): Chunks {
  const chunks: Chunks = { data: [], signatures: [], trailers: {} };
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at);
    const line = lineEnd < 0 ? '' : body.toString('latin1', at, lineEnd);
    const [, digits, signature] = /^([0-9a-f]+)(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line) ?? [];
    const size = Number.parseInt(digits ?? '', 16);
    const start = lineEnd + 2;
    if (!Number.isInteger(size) || start + size > body.length) {
      throw new ServiceError('IncompleteBody', 'The request body terminated unexpectedly');
    }
    chunks.data.push(body.subarray(start, start + size));
    chunks.signatures.push(signature);
    if (size === 0) return { ...chunks, trailers: readTrailers(body.toString('latin1', start)) };
    at = start + size + 2;
  }
}

function readTrailers(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** Name of the trailer that signs the others. */
const TRAILER_SIGNATURE = 'x-amz-trailer-signature';

/**
 * Whether the signatures of chunks and trailers are right. Each signs its chunk and the signature before it; the first
 * one follows on the request's own.
 *
 * Source: Amazon S3 API Reference, "Signature calculations … including trailing headers".
 *
 * @param key the signing key
 * @param withTrailers whether the trailers are signed too
 */
export function areChunksSigned(chunks: Chunks, signature: Signature, key: Buffer, withTrailers: boolean): boolean {
  let previous = signature.signature;
  const sign = (kind: string, ...hashes: string[]) =>
    hmac(key, [kind, signature.time, scopeOf(signature), previous, ...hashes].join('\n')).toString('hex');
  for (const [index, data] of chunks.data.entries()) {
    previous = sign('AWS4-HMAC-SHA256-PAYLOAD', sha256(''), sha256(data));
    if (chunks.signatures[index] !== previous) return false;
  }
  if (!withTrailers) return true;
  const { [TRAILER_SIGNATURE]: given, ...trailers } = chunks.trailers;
  const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}\n`);
  return given === sign('AWS4-HMAC-SHA256-TRAILER', sha256(lines.join('')));
}
