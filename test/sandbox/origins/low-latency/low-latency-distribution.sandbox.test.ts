import { afterEach, expect, test } from '@jest/globals';
import { readMediaPlaylist } from '../../../../src/lib/hls/read-media-playlist.js';
import type { HttpClient } from '../../../../src/lib/http/http-client.js';
import { createHttpClient } from '../../../../src/lib/http/undici-client.js';
import { blockingReloadFindings } from '../../../../src/lib/playlist/check/live/blocking-reload.js';
import { lowLatencyFindings } from '../../../../src/lib/playlist/check/live/low-latency.js';
import type { Sandbox } from '../../../../src/sandbox/start-sandbox.js';
import { startTestSandbox } from '../../../support/test-sandbox.js';

let sandbox: Sandbox;
let http: HttpClient;
afterEach(async () => {
  await http.close();
  await sandbox.close();
});

test('the distribution of a low-latency stream passes what the check looks at: reloads that wait, and delta updates', async () => {
  sandbox = await startTestSandbox({ lowLatency: true, regions: ['eu-west-1'] });
  http = createHttpClient();
  const master = sandbox.streams[0]?.distributionPlaylistUrl as string;
  const copies = await Promise.all(
    [1, 2, 3, 4].map(async (index) => {
      const url = new URL(`index_${index}.m3u8`, master).href;
      const snapshot = readMediaPlaylist((await http.fetch(url)).text(), url);
      return { pathway: 'eu-west-1', line: index, url, finalUrl: url, scrubbing: false, mayBeEmpty: false, snapshot };
    }),
  );
  const found = await Promise.all(copies.map((copy) => blockingReloadFindings(copy, http)));
  expect([...found, ...copies.map((copy) => lowLatencyFindings(copy, copies))].flat()).toEqual([]);
});
