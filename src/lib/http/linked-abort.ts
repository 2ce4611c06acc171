import { setMaxListeners } from 'node:events';

/** An abort controller that also aborts with other signals, until it is released. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
  /** Lets go of the other signals: call it when the work under the signal is over. */
  release(): void;
}

/**
 * Links a controller for a short piece of work to signals that live longer, such as that of the whole command.
 *
 * `AbortSignal.any` does not let go: in Node.js 20 a signal keeps an entry for each signal that was ever made of it, so
 * that a process that runs for days grows with each request.
 */
export function linkAbort(...outer: readonly (AbortSignal | undefined)[]): LinkedAbort {
  const controller = new AbortController();
  const released: (() => void)[] = [];
  for (const signal of outer) {
    if (!signal) continue;
    if (signal.aborted) {
      controller.abort(signal.reason);
      break;
    }
    const abort = () => controller.abort(signal.reason);
    // One listener per piece of work that is under way is not a leak.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', abort, { once: true });
    released.push(() => signal.removeEventListener('abort', abort));
  }
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    release() {
      for (const letGo of released.splice(0)) letGo();
    },
  };
}
