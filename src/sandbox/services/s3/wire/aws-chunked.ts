import { ServiceError } from '../../service-error.js';

/**
 * Decodes a body that was sent in signed chunks: `<hex size>[;chunk-signature=…]\r\n<data>\r\n…0\r\n<trailers>`
 * ("Signature calculations … transferring payload in multiple chunks", Amazon S3 API Reference).
 *
 * @throws ServiceError IncompleteBody when it ends too early
 */
export function decodeAwsChunked(body: Buffer): { body: Buffer; trailers: Record<string, string> } {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = lineEnd < 0 ? Number.NaN : Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    const start = lineEnd + 2;
    if (!Number.isInteger(size) || start + size > body.length) {
      throw new ServiceError('IncompleteBody', 'The request body terminated unexpectedly');
    }
    if (size === 0) return { body: Buffer.concat(parts), trailers: parseTrailers(body.toString('latin1', start)) };
    parts.push(body.subarray(start, start + size));
    at = start + size + 2;
  }
}

function parseTrailers(text: string): Record<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  ) as Record<string, string>;
}
