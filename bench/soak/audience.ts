// Synthetic viewers that come and go, in a process of their own: node … audience.ts MASTER-URL SEATS SEED.
// Prints a line of JSON each second (AudienceState), and one when a viewer gives up (ViewerFailure). Ctrl-C ends it.
import { setMaxListeners } from 'node:events';
import { systemClock } from '../../src/lib/clock.js';
import { FetchError, type HttpClient } from '../../src/lib/http/http-client.js';
import { createHttpClient } from '../../src/lib/http/undici-client.js';
import { startViewer } from '../../src/lib/synthetic-viewer/start-viewer.js';
import type { Viewer, ViewerEvent } from '../../src/lib/synthetic-viewer/viewer.js';
import { seeded } from '../support/seeded.js';

/** What the audience sees at one moment, and has seen until then. */
export interface AudienceState {
  type: 'state';
  /** Viewers by the region they play from. */
  regions: Record<string, number>;
  /** How long the viewer has stalled that has stalled the longest, in ms. */
  stalledMs: number;
  viewers: number;
  /** Stalls of more than a second, of viewers that have left. */
  stalls: number;
  requests: { begun: number; answered: number; aborted: number; failed: number };
  /** Error responses and broken requests, by what they were. */
  errors: Record<string, number>;
}

export interface ViewerFailure {
  type: 'failed';
  why: string;
  /** What it went through before, in s before the end. */
  story: readonly string[];
}

/** How long a viewer stays, in ms. */
const STAY_MS = [60_000, 240_000] as const;
const NOTICED_STALL_MS = 1000;
/** Events that are told of a viewer that ended. */
const STORY = 8;

const [masterUrl = '', seats = '1', seed = '1'] = process.argv.slice(2);
const random = seeded(Number(seed));
const inner = createHttpClient();
const stop = new AbortController();
// A listener for each seat is no leak.
setMaxListeners(0, stop.signal);
const watching = new Set<Viewer>();
const stalledSince = new Map<Viewer, number>();
const seen: Omit<AudienceState, 'type' | 'regions' | 'stalledMs'> = {
  viewers: 0,
  stalls: 0,
  requests: { begun: 0, answered: 0, aborted: 0, failed: 0 },
  errors: {},
};

/** Counts how each request ends. */
const http: HttpClient = {
  async fetch(url, options) {
    seen.requests.begun += 1;
    try {
      const response = await inner.fetch(url, options);
      seen.requests.answered += 1;
      return response;
    } catch (error) {
      const aborted = error instanceof FetchError && error.reason === 'aborted';
      seen.requests[aborted ? 'aborted' : 'failed'] += 1;
      throw error;
    }
  },
  close: () => inner.close(),
};

const print = (line: AudienceState | ViewerFailure) => console.log(JSON.stringify(line));

function storyOf(story: readonly ViewerEvent[], endMs: number): string[] {
  return story.slice(-STORY).map((event) => {
    const what =
      event.type === 'switch'
        ? `${event.from} to ${event.to} by ${event.because}`
        : event.type === 'error'
          ? `${event.what} of ${event.pathway ?? event.url}`
          : event.type;
    return `${((event.atMs - endMs) / 1000).toFixed(1)} s: ${what}`;
  });
}

async function sit(): Promise<void> {
  // Nobody arrives at the same moment.
  await systemClock.sleep(5000 * random(), stop.signal).catch(() => {});
  while (!stop.signal.aborted) {
    const story: ViewerEvent[] = [];
    const viewer = startViewer({
      masterUrl,
      http,
      clock: systemClock,
      onEvent: (event) => {
        if (event.type === 'failed') print({ type: 'failed', why: event.why, story: storyOf(story, event.atMs) });
        else story.push(event);
        if (event.type === 'error') seen.errors[event.what] = (seen.errors[event.what] ?? 0) + 1;
      },
    });
    seen.viewers += 1;
    watching.add(viewer);
    const [least, most] = STAY_MS;
    const leaving = least + random() * (most - least);
    await viewer.waitFor(({ state }) => state === 'failed', leaving, stop.signal).catch(() => {});
    const { longestStallMs } = await viewer.stop();
    if (longestStallMs > NOTICED_STALL_MS) seen.stalls += 1;
    watching.delete(viewer);
    stalledSince.delete(viewer);
  }
}

function look(): void {
  const regions: Record<string, number> = {};
  const now = systemClock.monotonic();
  for (const viewer of watching) {
    const { state, pathway } = viewer.snapshot();
    if (pathway !== undefined) regions[pathway] = (regions[pathway] ?? 0) + 1;
    if (state !== 'stalled') stalledSince.delete(viewer);
    else if (!stalledSince.has(viewer)) stalledSince.set(viewer, now);
  }
  const stalledMs = Math.max(0, ...[...stalledSince.values()].map((since) => now - since));
  print({ type: 'state', regions, stalledMs, ...seen });
}

const looking = setInterval(look, 1000);
process.once('SIGINT', () => stop.abort());
await Promise.all(Array.from({ length: Number(seats) }, sit));
clearInterval(looking);
look();
await http.close();
