import type { EdgeRequest, EdgeResponse } from './messages.js';

/** The response for the viewer: 304 when the viewer has it already, the byte range that was asked for, or all of it. */
export function conditional(request: EdgeRequest, response: EdgeResponse): EdgeResponse {
  if (response.status !== 200 || request.method === 'OPTIONS') return response;
  const { etag } = response.headers;
  if (etag && request.headers['if-none-match'] === etag) return { ...response, status: 304, body: Buffer.alloc(0) };
  const range = request.headers.range;
  return range ? part(response, range) : response;
}

/** One byte range (RFC 9110 section 14); for several ranges, or other units, the whole body is sent. */
function part(response: EdgeResponse, range: string): EdgeResponse {
  const size = response.body.length;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (!first && !last) return response;
  const start = first ? Number(first) : Math.max(0, size - Number(last));
  const end = first && last ? Math.min(Number(last), size - 1) : size - 1;
  if (start > end) {
    return { status: 416, headers: { 'content-range': `bytes */${size}` }, body: Buffer.alloc(0) };
  }
  return {
    status: 206,
    headers: { ...response.headers, 'content-range': `bytes ${start}-${end}/${size}` },
    body: response.body.subarray(start, end + 1),
  };
}
