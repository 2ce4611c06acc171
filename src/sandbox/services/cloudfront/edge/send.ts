import type { EdgeRequest, EdgeResponse } from './messages.js';

/** What the viewer gets of a response: 304 where it has it already, the part of it that it asks for, or all of it. */
export function conditional(request: EdgeRequest, response: EdgeResponse): EdgeResponse {
  if (response.status !== 200 || request.method === 'OPTIONS') return response;
  const { etag } = response.headers;
  if (etag && request.headers['if-none-match'] === etag) return { ...response, status: 304, body: Buffer.alloc(0) };
  const range = request.headers.range;
  return range ? part(response, range) : response;
}

/** One byte range (RFC 9110 section 14); several at once, or other units, get the whole. */
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
