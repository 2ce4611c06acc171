import type { Clock } from '../../clock.js';

/** The wall clock may be set by less than this, and no process that runs is held up for longer between two looks. */
const ASLEEP_MS = 1000;

/**
 * A clock whose monotonic time goes on while the machine sleeps. A Lambda instance is frozen between two runs, and a laptop
 * may be suspended; the monotonic clock may stand still meanwhile. The wall clock tells how long it was.
 */
export function wakingClock(clock: Clock): Clock {
  let wallMs = clock.now();
  let monotonicMs = clock.monotonic();
  let asleepMs = 0;
  return {
    now: () => clock.now(),
    monotonic() {
      const [wall, monotonic] = [clock.now(), clock.monotonic()];
      const missedMs = wall - wallMs - (monotonic - monotonicMs);
      [wallMs, monotonicMs] = [wall, monotonic];
      if (missedMs > ASLEEP_MS) asleepMs += missedMs;
      return monotonic + asleepMs;
    },
    sleep: (ms, signal) => clock.sleep(ms, signal),
  };
}
