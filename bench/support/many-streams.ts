import { createServer } from 'node:http';
import { listen } from '../../src/lib/http/listen.js';

/** Target duration, s: a detector polls such a playlist each two seconds. */
const TARGET_S = 10;
const WINDOW = 6;

/** Serves any number of live streams: `/STREAM/index.m3u8?n=PLAYLISTS` and `/STREAM/vN.m3u8`. */
export async function serveManyStreams(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const count = Number(url.searchParams.get('n') ?? '1');
    const sequence = Math.floor(Date.now() / 1000 / TARGET_S);
    const etag = `"${sequence}"`;
    const media = url.pathname.endsWith('.m3u8') && !url.pathname.endsWith('index.m3u8');
    if (media && request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return;
    }
    response.writeHead(200, media ? { etag } : {});
    if (request.method === 'HEAD') response.end();
    else response.end(media ? mediaText(sequence) : masterText(count));
  });
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function masterText(count: number): string {
  const rungs = Array.from(
    { length: count },
    (_, index) => `#EXT-X-STREAM-INF:BANDWIDTH=${index + 1}000\nv${index}.m3u8`,
  );
  return `#EXTM3U\n${rungs.join('\n')}\n`;
}

function mediaText(sequence: number): string {
  const segments = Array.from({ length: WINDOW }, (_, index) => `#EXTINF:${TARGET_S},\ns${sequence + index}.ts`);
  return `#EXTM3U\n#EXT-X-TARGETDURATION:${TARGET_S}\n#EXT-X-MEDIA-SEQUENCE:${sequence}\n${segments.join('\n')}\n`;
}
