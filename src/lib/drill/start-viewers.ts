import type { Clock } from '../clock.js';
import { CvsError } from '../errors.js';
import type { HttpClient } from '../http/http-client.js';
import { startViewer } from '../viewer/start-viewer.js';
import type { Viewer, ViewerEvent } from '../viewer/viewer.js';
import type { Timeline } from './timeline.js';

/** A viewer of a drill. */
export interface DrillAudience {
  viewer: Viewer;
  /** False for a player that knows no content steering. */
  steering: boolean;
}

/** How long viewers may take to start playing, in ms. */
const START_BOUND_MS = 20_000;

/** Starts the viewers; the last `plain` of them know no content steering. What happens to them goes into the timeline. */
export function startViewers(options: {
  masterUrl: string;
  count: number;
  plain: number;
  http: HttpClient;
  clock: Clock;
  timeline: Timeline;
}): DrillAudience[] {
  const { masterUrl, count, plain, http, clock, timeline } = options;
  return Array.from({ length: count }, (_, index) => {
    const steering = index < count - plain;
    const onEvent = (event: ViewerEvent) => {
      if (event.type === 'segment' || event.type === 'steering') return;
      timeline.add(event.atMs, { type: 'viewer', number: index + 1 }, event);
    };
    return { steering, viewer: startViewer({ masterUrl, http, clock, steering, onEvent }) };
  });
}

/** @throws CvsError VIEWER_NOT_PLAYING when one of them does not play in time; the signal's reason when it aborts */
export async function requirePlaying(
  audience: readonly DrillAudience[],
  masterUrl: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const playing = await Promise.all(
    audience.map(({ viewer }) =>
      viewer.waitFor(({ state }) => state === 'playing' || state === 'failed', START_BOUND_MS, signal),
    ),
  );
  for (const [index, { viewer }] of audience.entries()) {
    const { state, failure, errors } = viewer.snapshot();
    if (playing[index] && state !== 'failed') continue;
    const why = failure ?? errors[0]?.what ?? `nothing to play within ${START_BOUND_MS / 1000} s`;
    throw new CvsError({
      code: 'VIEWER_NOT_PLAYING',
      message: `Viewer ${index + 1} does not play ${masterUrl}: ${why}.`,
      suggestions: ['Look at the streams and the published master playlist with `cvs status`.'],
    });
  }
}
