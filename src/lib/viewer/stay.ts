import type { Clock } from '../clock.js';

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

export function beginStay(pathway: string, clock: Clock, stopped: AbortSignal): Stay {
  const left = new AbortController();
  const givenUp = new AbortController();
  return {
    pathway,
    left: AbortSignal.any([left.signal, stopped]),
    givenUp: AbortSignal.any([givenUp.signal, stopped]),
    leave: () => {
      left.abort();
      clock.sleep(GRACE_MS, stopped).then(
        () => givenUp.abort(),
        () => {},
      );
    },
  };
}
