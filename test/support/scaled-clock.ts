import { type Clock, systemClock } from '../../src/lib/clock.js';

/** Real time for code whose waits are divided by `speed`, as are those of the services that it waits for. */
export function scaledClock(speed: number): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now() * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}
