import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpClient } from '../src/lib/http/http-client.js';
import { createHttpClient } from '../src/lib/http/undici-client.js';
import { atMost, type BenchOptions, type Figure, median, type Progress } from './figure.js';
import { type BrowserPlayers, startBrowserPlayers } from './soak/browser-players.js';
import type { PortCounts } from './soak/measured-process.js';
import { operate } from './soak/operator.js';
import { Reported, type Sight } from './soak/reported.js';
import { Sampler, samplesTable } from './soak/sampler.js';
import { type SandboxedCluster, startSandboxedCluster } from './soak/sandboxed-cluster.js';
import { type SoakProcesses, startSoakProcesses } from './soak/soak-processes.js';
import { Violations } from './soak/violations.js';
import { seeded } from './support/seeded.js';

const MINUTES = 30;
const BROWSERS = 1;
/** Between two looks at everything, in ms. */
const LOOK_MS = 1000;
/** What the processes started is measured at each fifth look. */
const CHILDREN_EACH = 5;
/** How often the processes collect their garbage for a reading of the heap: more often would keep their memory small. */
const HEAP_READINGS = 10;
/** How long the operator leaves a cluster alone that was just deployed, in ms: the detectors begin. */
const QUIET_MS = 15_000;
/** A stall that means that there is nothing to watch, in ms. */
const OFF_AIR_MS = 10_000;

/** Everything that a soak runs. */
interface Soak {
  cluster: SandboxedCluster;
  processes: SoakProcesses;
  browsers: BrowserPlayers;
  http: HttpClient;
  samplers: readonly Sampler[];
  reported: Reported;
  violations: Violations;
  /** ms since the soak began. */
  elapsed(): number;
}

/** A sandbox with players, detectors and an operator who closes and opens at random: memory, descriptors, violations. */
export default async function soak(progress: Progress, options: BenchOptions): Promise<Figure[]> {
  const { minutes = MINUTES, seed = Math.floor(Math.random() * 1e6), browsers: count = BROWSERS } = options;
  if (process.platform !== 'linux') throw new Error('A soak reads /proc: it runs on Linux only.');
  progress(`${minutes} minutes, --seed ${seed}`);
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  const violations = new Violations(progress);
  const cluster = await startSandboxedCluster((line) => {
    if (line.startsWith('error ')) violations.add(`the sandbox logged: ${line}`, elapsed());
  });
  const http = createHttpClient();
  const processes = startSoakProcesses(cluster, seed, (why) => violations.add(`a viewer ended: ${why}`, elapsed()));
  let browsers: BrowserPlayers | undefined;
  try {
    browsers = await startBrowserPlayers(cluster.masterUrl, count);
    const samplers = [cluster.sandbox, ...processes.all].map((one) => new Sampler(one));
    const run: Soak = { cluster, processes, browsers, http, samplers, reported: new Reported(), violations, elapsed };
    return await soakFor(run, minutes * 60_000, seed, progress);
  } finally {
    await browsers?.close();
    await processes.stop();
    await http.close();
    await cluster.close();
  }
}

async function soakFor(run: Soak, durationMs: number, seed: number, progress: Progress): Promise<Figure[]> {
  const { cluster, reported, violations, samplers } = run;
  const began = run.elapsed();
  const stop = new AbortController();
  const operating = sleep(Math.min(QUIET_MS, durationMs / 4)).then(() =>
    operate({
      regions: cluster.streams.map(({ region }) => region),
      cvs: cluster.cvs,
      random: seeded(seed),
      reported,
      violation: (what) => violations.add(what, run.elapsed()),
      note: (line) => progress(`${(run.elapsed() / 1000).toFixed(0)} s: ${line}`),
      signal: stop.signal,
    }),
  );
  const loads: number[] = [];
  let looks = 0;
  let heapReadings = 0;
  for (let atMs = 0; atMs < durationMs; atMs = run.elapsed() - began) {
    await look(run);
    await Promise.all(samplers.map((sampler) => sampler.sample(atMs)));
    if (looks % CHILDREN_EACH === 0) await Promise.all(samplers.map((sampler) => sampler.sampleChildren(atMs)));
    looks += 1;
    loads.push(loadavg()[0] as number);
    if (atMs >= ((heapReadings + 0.5) * durationMs) / HEAP_READINGS) {
      heapReadings += 1;
      await Promise.all(samplers.map((sampler) => sampler.sampleHeap(atMs)));
    }
    await sleep(Math.max(0, LOOK_MS - (run.elapsed() - began - atMs)));
  }
  stop.abort();
  const changes = await operating;
  await Promise.all(samplers.map((sampler) => sampler.sampleHeap(durationMs)));
  progress(`\n${samplesTable(samplers, durationMs)}\n`);
  return [
    ...samplers.flatMap((sampler) => sampler.figures(durationMs)),
    ...figuresOf(run, changes),
    // Above the number of cores, what is late may be the machine's doing.
    { name: 'load average of the machine, median', value: median(loads), unit: '' },
  ];
}

/** Looks at what viewers get, and compares it with what was reported. */
async function look({ cluster, processes, browsers, http, reported, violations, elapsed }: Soak): Promise<void> {
  const state = processes.audience();
  const hosts = browsers.hosts();
  const sights: Sight[] = await Promise.all(
    cluster.streams.map(async ({ region, distributionPlaylistUrl }) => ({
      region,
      status: await http.fetch(distributionPlaylistUrl, { timeoutMs: 5000 }).then(
        (answer) => answer.status,
        () => 0,
      ),
      players: (state?.regions[region] ?? 0) + (hosts[new URL(distributionPlaylistUrl).host] ?? 0),
    })),
  );
  const found = reported.violations(sights, Date.now());
  if ((state?.stalledMs ?? 0) > OFF_AIR_MS) found.push('a viewer has stalled for more than 10 s');
  for (const { name, exit } of processes.all) if (exit !== undefined) found.push(`${name} ended: ${exit}`);
  violations.look(found, elapsed());
  for (const what of await browsers.look()) violations.add(what, elapsed());
}

function figuresOf({ cluster, processes, samplers, violations }: Soak, changes: Record<string, number>): Figure[] {
  const [sandbox] = samplers;
  const atEdges = new Set(
    [cluster.masterUrl, ...cluster.streams.map((one) => one.distributionPlaylistUrl)].map(portOf),
  );
  const counts = Object.entries(sandbox?.ports ?? {});
  const sum = (key: keyof PortCounts, edges: boolean) =>
    counts.reduce((total, [port, count]) => total + (atEdges.has(port) === edges ? count[key] : 0), 0);
  const state = processes.audience();
  return [
    ...Object.entries(changes).map(([name, value]) => ({ name: `operator: ${name}`, value, unit: '' })),
    { name: 'synthetic viewers', value: state?.viewers ?? 0, unit: '' },
    { name: 'their stalls over 1 s', value: state?.stalls ?? 0, unit: '' },
    ...Object.entries(state?.errors ?? {}).map(([what, value]) => ({ name: `their errors: ${what}`, value, unit: '' })),
    { name: 'requests at the edges', value: sum('begun', true), unit: '' },
    { name: 'of them abandoned by players that left', value: sum('abandoned', true), unit: '' },
    { name: 'requests at APIs and origins', value: sum('begun', false), unit: '' },
    atMost('unanswered after 30 s', sandbox?.late.length ?? 0, 0, ''),
    atMost('broken off by the sandbox', sum('brokenOff', true) + sum('brokenOff', false), 0, ''),
    atMost('requests of viewers without an answer', state?.requests.failed ?? 0, 0, ''),
    atMost('violations', violations.found.length, 0, ''),
  ];
}

function portOf(url: string): string {
  return new URL(url).port;
}
