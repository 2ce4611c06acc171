import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Detector } from '../src/lib/detector/running/detector.js';
import { readMediaPlaylist } from '../src/lib/hls/read-media-playlist.js';
import type { OriginFaults } from '../src/sandbox/origins/stream-faults.js';
import { FakeClock } from '../test/support/fake-clock.js';
import { atMost, type Figure, type Progress } from './figure.js';
import { startFailovers } from './support/automatic-failover.js';
import { serveManyStreams } from './support/many-streams.js';
import { OlderRule } from './support/older-rule.js';
import { seeded } from './support/seeded.js';
import { type Fault, SEGMENT_S, simulatedStream } from './support/simulated-stream.js';
import { twinFigures } from './support/twin-figures.js';

/** Sandboxes at the same time, and faults of each kind in each of them. */
const AT_ONCE = 4;
const RUNS = 13;
/** Deadline of the faults: 2 s segments × the default multiplier. */
const MULTIPLIER = 3;
const DEADLINE_MS = 2000 * MULTIPLIER;
/** With a twin: 1.5 target durations, and 1.5 s for polls, topic, handler and table. */
const TWIN_MS = 1.5 * 2000 + 1500;
const POLL_MS = 500;
const STEERING_TTL_MS = 5000;
const SEGMENT_MS = 2000;

const HEALTHY_MS = 30 * 60_000;

/** Streams of {@link PLAYLISTS} playlists, each polled every 2 s: as many as one core must hold, and far more. */
const STREAMS = 250;
const TOO_MANY_STREAMS = [500, 1000];
const PLAYLISTS = 20;
const FOLLOW_S = 30;

const SETTINGS = {
  name: 'bench',
  region: 'eu-west-1',
  distributionPlaylistUrl: 'https://d1.example.com/index.m3u8',
  originPlaylistUrl: 'https://origin.example.com/index.m3u8',
  durationMultiplier: 3,
  staleTolerance: 0.95,
  changeDetect: 'MEDIASEQUENCE' as const,
  topicArn: '',
};

/** Times from a fault to the health item and to the last viewer; false alarms; capacity of a process; the older rule. */
export default async function detector(progress: Progress): Promise<Figure[]> {
  return [
    ...(await faultsInTheSandbox(progress)),
    ...(await twinFigures(progress)),
    ...(await falseAlarms()),
    ...(await followMany(progress)),
    ...(await againstTheOlderRule()),
  ];
}

async function faultsInTheSandbox(progress: Progress): Promise<Figure[]> {
  const kinds: [string, (faults: OriginFaults) => void][] = [
    ['frozen', (faults) => faults.add({ how: 'freeze' })],
    ['blackholed', (faults) => faults.add({ how: 'hang' })],
    ['503', (faults) => faults.add({ how: 'status', code: 503 })],
  ];
  const sandboxes = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, index) => startFailovers(`bench-${index}`, MULTIPLIER)),
  );
  try {
    const figures: Figure[] = [];
    for (const [name, fault] of kinds) {
      const all = await Promise.all(
        sandboxes.map(async (sandbox) => {
          const own = [];
          for (let run = 0; run < RUNS; run += 1) {
            own.push(await sandbox.fail(fault, (run + 0.5) * (STEERING_TTL_MS / RUNS)));
            if (sandbox === sandboxes[0]) progress(`${name}: ${run + 1} of ${RUNS}, in ${AT_ONCE} sandboxes`);
          }
          return own;
        }),
      );
      const items = all.flat().map(({ itemMs }) => itemMs);
      const viewers = all.flat().map(({ lastViewerMs }) => lastViewerMs);
      const limit = name === 'blackholed' ? DEADLINE_MS + POLL_MS + 2000 : TWIN_MS;
      figures.push(
        { name: `${name}: to the health item, p50 of ${items.length}`, value: percentile(items, 50), unit: 'ms' },
        atMost(`${name}: to the health item, p99`, percentile(items, 99), limit, 'ms'),
        { name: `${name}: to the last viewer gone, p50`, value: percentile(viewers, 50), unit: 'ms' },
        atMost(
          `${name}: to the last viewer gone, p99`,
          percentile(viewers, 99),
          limit + STEERING_TTL_MS + SEGMENT_MS,
          'ms',
        ),
      );
    }
    return figures;
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  }
}

/** 30 simulated minutes of a healthy stream. One answer in twenty takes 3 s, and one in a hundred is a 500. */
async function falseAlarms(): Promise<Figure[]> {
  const clock = new FakeClock();
  const random = seeded(7);
  const stream = simulatedStream(clock, () => {
    const one = random();
    return one < 0.05 ? 'slow' : one < 0.06 ? 'error' : undefined;
  });
  let alarms = 0;
  const running = new Detector({
    settings: SETTINGS,
    http: stream.http,
    clock,
    publish: async ({ detector: { state } }) => {
      if (state === 'stale') alarms += 1;
    },
    log: () => {},
  }).run(HEALTHY_MS);
  await clock.advance(HEALTHY_MS);
  await running;
  return [
    { name: 'polls in 30 simulated minutes, 5 % slow, 1 % errors', value: stream.requests, unit: '' },
    atMost('false alarms among them', alarms, 0, ''),
  ];
}

/** What a process that follows many playlists does, and what it does when they are too many for it. */
export async function followMany(progress: Progress): Promise<Figure[]> {
  const server = await serveManyStreams();
  try {
    const within = await follow(server.url, STREAMS);
    progress(`${STREAMS * PLAYLISTS} playlists`);
    const overloaded: Followed[] = [];
    for (const streams of TOO_MANY_STREAMS) {
      overloaded.push(await follow(server.url, streams));
      progress(`${streams * PLAYLISTS} playlists`);
    }
    const most = overloaded.at(-1) as Followed;
    const capacity = Math.max(...[within, ...overloaded].map(({ pollsPerSecond }) => pollsPerSecond));
    const count = (TOO_MANY_STREAMS.at(-1) ?? 0) * PLAYLISTS;
    return [
      { name: `share of one core for ${STREAMS * PLAYLISTS} playlists each 2 s`, value: within.cpuShare, unit: '' },
      atLeast('polls a second of them', Math.round(within.pollsPerSecond), (STREAMS * PLAYLISTS * 0.98) / 2, ''),
      { name: 'delay from due to read, p50', value: within.delayP50Ms, unit: 'ms' },
      atMost('delay from due to read, p99', within.delayP99Ms, 100, 'ms'),
      { name: 'memory a playlist', value: within.bytesPerPlaylist / 1024, unit: 'KiB' },
      { name: `delay with ${count} playlists, p50`, value: most.delayP50Ms, unit: 'ms' },
      atMost('streams called stale then', most.stale, 0, ''),
      atLeast('share of the greatest throughput then', most.pollsPerSecond / capacity, 0.9, ''),
      atLeast('share of detectors that say that they are late', most.late, 0.9, ''),
    ];
  } finally {
    await server.close();
  }
}

type Followed = Record<
  'pollsPerSecond' | 'cpuShare' | 'delayP50Ms' | 'delayP99Ms' | 'bytesPerPlaylist' | 'stale' | 'late',
  number
>;

async function follow(url: string, streams: number): Promise<Followed> {
  const script = fileURLToPath(new URL('support/follow-many.ts', import.meta.url));
  const args = ['--expose-gc', '--import', 'tsx', script, url, `${streams}`, `${PLAYLISTS}`, `${FOLLOW_S}`];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Followed;
}

/** Seconds until each rule calls the stream stale, on the same simulated answers. */
async function againstTheOlderRule(): Promise<Figure[]> {
  const faults: Fault[] = ['freeze', 'refuse', 'hang', 404, 503, 'old-cache', 'restart'];
  const figures: Figure[] = [];
  let never = 0;
  for (const fault of faults) {
    const { ours, older } = await compare(fault);
    const shown = (ms: number | undefined) => (ms === undefined ? -1 : ms / 1000);
    if (fault === 'restart') {
      // The encoder restarts its count and continues: no viewer should be moved.
      figures.push({
        name: 'restarted encoder: called stale by the new rule',
        value: ours === undefined ? 0 : 1,
        unit: '',
        target: '0',
        met: ours === undefined,
      });
      continue;
    }
    if (older === undefined) never += 1;
    figures.push(
      atMost(
        `${fault}: stale after, new rule`,
        shown(ours),
        SEGMENT_S * SETTINGS.durationMultiplier + POLL_MS / 1000 + 2,
        's',
      ),
      { name: `${fault}: stale after, older rule (-1: never in 2 minutes)`, value: shown(older), unit: 's' },
    );
  }
  figures.push({ name: `faults of ${faults.length - 1} that the older rule never reports`, value: never, unit: '' });
  return figures;
}

async function compare(fault: Fault): Promise<{ ours: number | undefined; older: number | undefined }> {
  const clock = new FakeClock();
  const stream = simulatedStream(clock, () => undefined);
  const older = new OlderRule(SETTINGS.durationMultiplier);
  let ours: number | undefined;
  let olderAt: number | undefined;
  let faultAt = Number.POSITIVE_INFINITY;
  const running = new Detector({
    settings: { ...SETTINGS, distributionPlaylistUrl: SETTINGS.originPlaylistUrl },
    clock,
    log: () => {},
    publish: async ({ detector: { state } }) => {
      if (state === 'stale' && clock.monotonic() > faultAt) ours ??= clock.monotonic() - faultAt;
    },
    http: {
      ...stream.http,
      // The older rule sees the same answers.
      fetch: async (url, options) => {
        const response = await stream.http.fetch(url, options);
        if (url.endsWith('v1.m3u8') && response.status === 200) {
          older.read(readMediaPlaylist(response.text(), url), clock.now());
          if (older.state === 'stale' && clock.monotonic() > faultAt) olderAt ??= clock.monotonic() - faultAt;
        }
        return response;
      },
    },
  }).run(150_000);
  await clock.advance(30_000);
  faultAt = clock.monotonic();
  stream.fault = fault;
  await clock.advance(120_000);
  await running;
  return { ours, older: olderAt };
}

function atLeast(name: string, value: number, limit: number, unit: string): Figure {
  return { name, value, unit, target: `≥ ${limit}`, met: value >= limit };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((share / 100) * sorted.length) - 1)] ?? Number.NaN;
}
