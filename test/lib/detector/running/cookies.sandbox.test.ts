import { createServer } from 'node:http';
import { expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/lib/clock.js';
import { checkStream } from '../../../../src/lib/detector/running/check-stream.js';
import { listen } from '../../../../src/lib/http/listen.js';
import { createHttpClient } from '../../../../src/lib/http/undici-client.js';
import { live, master } from './live-stream.js';

test('cookies that the master sets, on a redirect too, are sent for what it lists; and it is told that viewers get none', async () => {
  const began = performance.now();
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    if (url === '/index.m3u8') {
      response.writeHead(302, { location: '/real/index.m3u8', 'set-cookie': 'edge=7; Path=/' }).end();
    } else if (url.endsWith('/index.m3u8')) {
      response.writeHead(200, { 'set-cookie': ['hdntl=exp~x; Path=/real', 'other=1; Path=/elsewhere'] });
      response.end(master(['v1.m3u8']));
    } else if (request.headers.cookie !== 'edge=7; hdntl=exp~x') response.writeHead(403).end();
    else response.end(live((performance.now() - began) / 1000, { targetS: 1 }));
  });
  const http = createHttpClient();
  try {
    const result = await checkStream({
      url: `http://127.0.0.1:${await listen(server, 0)}/index.m3u8`,
      settings: { durationMultiplier: 10, staleTolerance: 0.95, changeDetect: 'MEDIASEQUENCE' },
      http,
      clock: systemClock,
      signal: new AbortController().signal,
    });
    expect(result.state).toBe('fresh');
    expect(result.findings.map(({ check }) => check)).toEqual(['cookies-needed']);
  } finally {
    await http.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}, 60_000);
