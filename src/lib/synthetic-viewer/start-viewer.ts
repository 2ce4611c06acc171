import type { Clock } from '../clock.js';
import { messageOf } from '../errors.js';
import type { HttpClient } from '../http/http-client.js';
import { onBehalfOf } from '../http/on-behalf-of.js';
import { followSteering } from './follow-steering.js';
import { followTrack } from './follow-track.js';
import { load, MASTER_POLICY } from './loader.js';
import { Recorder } from './recorder.js';
import type { Viewer, ViewerEvent, ViewerStats } from './viewer.js';
import { readViewerMaster } from './viewer-master.js';
import { ViewerRun } from './viewer-run.js';

export interface ViewerOptions {
  masterUrl: string;
  http: HttpClient;
  clock: Clock;
  onEvent?: (event: ViewerEvent) => void;
  /** False for a player that knows no content steering. Default true. */
  steering?: boolean;
}

/** How often `waitFor` looks, in ms. */
const WATCH_MS = 50;

/**
 * Starts a viewer that plays a master playlist by the rules of hls.js: default audio rendition, three target durations
 * behind the live edge, its retry rules, content steering, a failed pathway left alone for 300 s.
 *
 * It plays one rung: what it is for is where it plays from, not how well.
 */
export function startViewer(options: ViewerOptions): Viewer {
  const { masterUrl, clock, onEvent = () => {}, steering = true } = options;
  const http = onBehalfOf(options.http, masterUrl);
  const recorder = new Recorder(clock, onEvent);
  const stop = new AbortController();
  let run: ViewerRun | undefined;
  /** The stats at the moment it was stopped; a playhead does not stall after that. */
  let final: ViewerStats | undefined;

  const snapshot = () => final ?? recorder.stats(run?.stay.pathway);
  // An error of one viewer must not end the drill.
  const done = play().catch((error: unknown) => giveUp(messageOf(error)));

  return {
    snapshot,
    async waitFor(predicate, timeoutMs, signal) {
      const start = clock.monotonic();
      while (!predicate(snapshot())) {
        if (final !== undefined || clock.monotonic() - start >= timeoutMs) return false;
        await clock.sleep(WATCH_MS, signal);
      }
      return true;
    },
    async stop() {
      final ??= snapshot();
      stop.abort();
      await done;
      return final;
    },
  };

  async function play(): Promise<void> {
    const context = { http, clock, recorder, stopped: stop.signal, giveUp };
    const loaded = await load({ url: masterUrl, policy: MASTER_POLICY, signal: stop.signal }, context);
    if (loaded.type === 'failed') return giveUp(`the master playlist did not load: ${loaded.what}`);
    if (loaded.type !== 'response') return;
    const master = readViewerMaster(loaded.response.text(), loaded.response.url);
    if (!master) {
      recorder.error({ url: masterUrl, what: 'not a master playlist' });
      return giveUp('the master playlist lists no variant');
    }
    const viewing = new ViewerRun(context, master);
    run = viewing;
    recorder.expect(viewing.tracks);
    await Promise.all([
      ...(steering && master.steering ? [followSteering(viewing, master.steering.url)] : []),
      ...viewing.tracks.map((track) => followTrack(viewing, track)),
    ]);
  }

  function giveUp(why: string): void {
    if (stop.signal.aborted) return;
    recorder.failed(why);
    stop.abort();
  }
}
