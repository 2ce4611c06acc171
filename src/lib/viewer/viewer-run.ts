import type { Clock } from '../clock.js';
import type { HttpClient } from '../http/http-client.js';
import { Pathways, STAY } from './pathways.js';
import type { Recorder } from './recorder.js';
import { beginStay, type Stay } from './stay.js';
import type { TrackName } from './viewer.js';
import { pathwaysOf, pickVariant, type ViewerMaster } from './viewer-master.js';

/** What the loops of one viewer share: where it is, and when it leaves. */
export class ViewerRun {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** Aborts when the viewer stops or gives up. */
  readonly stopped: AbortSignal;
  readonly #stop: AbortController;
  readonly #master: ViewerMaster;
  readonly #maxBandwidth: number;
  readonly #pathways: Pathways;
  #stay: Stay;

  constructor(
    context: { http: HttpClient; clock: Clock; recorder: Recorder; stop: AbortController },
    master: ViewerMaster,
    maxBandwidth: number,
  ) {
    this.http = context.http;
    this.clock = context.clock;
    this.recorder = context.recorder;
    this.#stop = context.stop;
    this.stopped = context.stop.signal;
    this.#master = master;
    this.#maxBandwidth = maxBandwidth;
    this.#pathways = new Pathways(pathwaysOf(master), master.steering?.pathway);
    this.#stay = beginStay(this.#pathways.current, this.clock, this.stopped);
  }

  /** The stay on the pathway that is played now. */
  get stay(): Stay {
    return this.#stay;
  }

  /** Whether there is audio besides the variants' own. */
  get tracks(): readonly TrackName[] {
    return this.playlistUrl('audio', this.#stay.pathway) === undefined ? ['video'] : ['video', 'audio'];
  }

  playlistUrl(track: TrackName, pathway: string): string | undefined {
    const variant = pickVariant(this.#master, pathway, this.#maxBandwidth);
    return track === 'video' ? variant.videoUrl : variant.audioUrl;
  }

  /** Takes what a steering manifest says. */
  steer(priority: readonly string[]): void {
    const nowMs = this.clock.monotonic();
    this.recorder.steering(priority, nowMs);
    const to = this.#pathways.steer(priority, nowMs);
    if (to !== undefined) this.#moveTo(to, 'steering');
  }

  /** Leaves a pathway that failed; gives up without another. */
  fail(pathway: string, what: string): void {
    const to = this.#pathways.fail(pathway, this.clock.monotonic());
    if (to === STAY) return;
    if (to === undefined) this.giveUp(`${pathway} failed (${what}), and no other pathway is left`);
    else this.#moveTo(to, 'error');
  }

  giveUp(why: string): void {
    if (this.stopped.aborted) return;
    this.recorder.failed(why, this.clock.monotonic());
    this.#stop.abort();
  }

  #moveTo(to: string, because: 'steering' | 'error'): void {
    const from = this.#stay;
    this.#stay = beginStay(to, this.clock, this.stopped);
    this.recorder.switched({ atMs: this.clock.monotonic(), from: from.pathway, to, because });
    from.leave();
  }
}
