import { type Clock, systemClock } from '../../src/lib/clock.js';

/** Waits from here on may be limits for an answer. It takes real time, which a busy machine cannot divide. */
const LIMITS_FROM_MS = 10_000;

/** The least real time of such a wait. */
const LEAST_LIMIT_MS = 3000;

/** Real time for code whose waits are divided by `speed`, as are those of the services that it waits for. */
export function scaledClock(speed: number): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now() * speed,
    sleep: (ms, signal) => {
      const least = ms < LIMITS_FROM_MS ? 0 : Math.min(ms, LEAST_LIMIT_MS);
      return systemClock.sleep(Math.max(ms / speed, least), signal);
    },
  };
}
