// Follows many playlists in its own process: node … follow-many.ts BASE-URL STREAMS PLAYLISTS-A-STREAM SECONDS.
// Prints one JSON object. The first third of the time is for starting, and is not measured.
import { systemClock } from '../../src/lib/clock.js';
import { Detector } from '../../src/lib/detector/running/detector.js';
import { DETECTOR_CONNECTIONS } from '../../src/lib/detector/running/detector-settings.js';
import type { HttpClient } from '../../src/lib/http/http-client.js';
import { createHttpClient } from '../../src/lib/http/undici-client.js';

const [base = '', streams = '1', each = '1', seconds = '30'] = process.argv.slice(2);
const POLL_MS = 2000;
const inner = createHttpClient({ connections: DETECTOR_CONNECTIONS });
const startedAt = new Map<string, number>();
const delays: number[] = [];
let polls = 0;
let measuring = false;

/** Records how much later than two seconds after the poll before each poll had its answer. */
const http: HttpClient = {
  async fetch(url, options) {
    const began = performance.now();
    const before = startedAt.get(url);
    const isPlaylist = /v\d+\.m3u8$/.test(url);
    if (isPlaylist) startedAt.set(url, began);
    const response = await inner.fetch(url, options);
    if (measuring && isPlaylist && before !== undefined) {
      polls += 1;
      delays.push(Math.max(0, began - before - POLL_MS) + (performance.now() - began));
    }
    return response;
  },
  close: () => inner.close(),
};

globalThis.gc?.();
const emptyBytes = process.memoryUsage().heapUsed;
let stale = 0;
const detectors = Array.from({ length: Number(streams) }, (_, index) => {
  const url = `${base}/${index}/index.m3u8?n=${each}`;
  return new Detector({
    settings: {
      name: `stream ${index}`,
      region: 'eu-west-1',
      distributionPlaylistUrl: url,
      originPlaylistUrl: url,
      durationMultiplier: 3,
      staleTolerance: 0.95,
      changeDetect: 'MEDIASEQUENCE',
      topicArn: '',
    },
    http,
    clock: systemClock,
    publish: async ({ detector }) => {
      if (detector.state === 'stale') stale += 1;
    },
    log: () => {},
  });
});

const stop = new AbortController();
const running = detectors.map(async (detector, index) => {
  // Spread over the first poll, like detectors of many streams.
  await systemClock.sleep((index / detectors.length) * POLL_MS);
  return detector.run(Number.POSITIVE_INFINITY, stop.signal);
});
await systemClock.sleep((Number(seconds) * 1000) / 3);
measuring = true;
const cpu = process.cpuUsage();
const since = performance.now();
await systemClock.sleep((Number(seconds) * 2000) / 3);
const elapsedMs = performance.now() - since;
const { user, system } = process.cpuUsage(cpu);
measuring = false;
const lateOnes = detectors.filter((one) => one.view().findings.some(({ check }) => check === 'detector-late'));
globalThis.gc?.();
const usedBytes = process.memoryUsage().heapUsed - emptyBytes;
stop.abort();
await Promise.all(running);
await http.close();
delays.sort((a, b) => a - b);
const at = (share: number) => delays[Math.min(delays.length - 1, Math.floor(share * delays.length))] ?? Number.NaN;
console.log(
  JSON.stringify({
    pollsPerSecond: polls / (elapsedMs / 1000),
    cpuShare: (user + system) / 1000 / elapsedMs,
    delayP50Ms: at(0.5),
    delayP99Ms: at(0.99),
    bytesPerPlaylist: usedBytes / (Number(streams) * Number(each)),
    stale,
    late: lateOnes.length / detectors.length,
  }),
);
