import { linkAbort } from '../http/linked-abort.js';
import type { ViewerContext } from './loader.js';
import { Pathways } from './pathways.js';
import type { TrackName } from './viewer.js';
import { pickVariant, type ViewerMaster } from './viewer-master.js';

/** The best rung within this is played, bit/s. */
const MAX_BANDWIDTH = 1_500_000;
/** How long a segment that is on its way may still take when its pathway is left, in ms. */
const GRACE_MS = 1000;

/** One stay of a viewer on a pathway. */
export interface Stay {
  readonly pathway: string;
  /** Aborts when the pathway is left: no further request goes there. */
  readonly left: AbortSignal;
  /** Aborts a little later: a segment that is nearly there is kept, one that hangs is given up. */
  readonly givenUp: AbortSignal;
  leave(): void;
}

/** What the loops of one viewer share: where it is, and when it leaves. */
export class ViewerRun {
  readonly #pathways: Pathways;
  #stay: Stay;

  constructor(
    readonly context: ViewerContext,
    readonly master: ViewerMaster,
  ) {
    this.#pathways = new Pathways(
      master.variants.map(({ pathway }) => pathway),
      master.steering?.pathway,
    );
    this.#stay = beginStay(this.#pathways.current, context);
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
    const variant = pickVariant(this.master, pathway, MAX_BANDWIDTH);
    return track === 'video' ? variant.url : variant.audioUrl;
  }

  /** Takes what a steering manifest says. */
  steer(priority: readonly string[]): void {
    this.#moveTo(this.#pathways.steer(priority, this.context.clock.monotonic()), 'steering');
  }

  /** Leaves a pathway that failed; gives up without another. */
  fail(pathway: string, what: string): void {
    const to = this.#pathways.fail(pathway, this.context.clock.monotonic());
    if (to === undefined) this.context.giveUp(`${pathway} failed (${what}), and no other pathway is left`);
    else this.#moveTo(to, 'error');
  }

  #moveTo(to: string, because: 'steering' | 'error'): void {
    const from = this.#stay;
    if (to === from.pathway) return;
    this.#stay = beginStay(to, this.context);
    this.context.recorder.switched({ from: from.pathway, to, because });
    from.leave();
  }
}

function beginStay(pathway: string, { clock, stopped }: ViewerContext): Stay {
  const left = linkAbort(stopped);
  const givenUp = linkAbort(stopped);
  return {
    pathway,
    left: left.signal,
    givenUp: givenUp.signal,
    leave: () => {
      left.abort();
      left.release();
      clock.sleep(GRACE_MS, stopped).then(
        () => {
          givenUp.abort();
          givenUp.release();
        },
        () => {},
      );
    },
  };
}
