import type { Clock } from '../clock.js';
import { secondsText } from '../duration.js';
import { linkAbort } from '../http/linked-abort.js';

export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/**
 * Runs `work` for at most `ms`. The signal that it gets aborts when the time is up, the caller's signal aborts, or the
 * work fails.
 *
 * @throws OutOfTime when the time was up, else what `work` throws
 */
export async function withinTime<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal | undefined,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = linkAbort(signal);
  const done = new AbortController();
  const outOfTime = new OutOfTime(`no answer within ${secondsText(ms)}`);
  const timer = clock.sleep(ms, done.signal).then(
    () => limit.abort(outOfTime),
    () => {},
  );
  try {
    return await work(limit.signal);
  } catch (error) {
    const failure = limit.signal.reason === outOfTime ? outOfTime : error;
    // Calls that the work began beside the one that failed are not waited for.
    limit.abort(failure);
    throw failure;
  } finally {
    limit.release();
    done.abort();
    await timer;
  }
}
