import { expect, test } from '@jest/globals';
import { OutOfTime, withinTime } from '../../../src/lib/state/within-time.js';
import { FakeClock } from '../../support/fake-clock.js';
import { heldBy } from '../../support/held-by.js';

const untilAborted = (limit: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (limit.aborted) reject(limit.reason);
    limit.addEventListener('abort', () => reject(limit.reason));
  });

test('work that takes too long is stopped, and the error says so', async () => {
  const clock = new FakeClock();
  const working = withinTime(clock, 2500, undefined, untilAborted);
  const failed = expect(working).rejects.toThrow(new OutOfTime('no answer within 2.5 s'));
  await clock.advance(2500);
  await failed;
});

test('a time that was computed is told in tenths of a second', async () => {
  const clock = new FakeClock();
  const failed = expect(withinTime(clock, 1645.9108889999998, undefined, untilAborted)).rejects.toThrow(
    new OutOfTime('no answer within 1.6 s'),
  );
  await clock.advance(1646);
  await failed;
});

test('the caller’s abort stops the work, also where it came before', async () => {
  const caller = new AbortController();
  const working = withinTime(new FakeClock(), 2500, caller.signal, untilAborted);
  caller.abort(new Error('interrupted'));
  await expect(working).rejects.toThrow('interrupted');
  await expect(withinTime(new FakeClock(), 2500, caller.signal, untilAborted)).rejects.toThrow('interrupted');
});

test('what else the work began is stopped when the work fails', async () => {
  let other: Promise<unknown> = Promise.resolve();
  const working = withinTime(new FakeClock(), 2500, undefined, async (limit) => {
    other = untilAborted(limit);
    throw new Error('refused');
  });
  await expect(working).rejects.toThrow('refused');
  await expect(other).rejects.toThrow('refused');
});

test('the caller’s signal holds nothing of the work that is over', async () => {
  const caller = new AbortController();
  await withinTime(new FakeClock(), 2500, caller.signal, async () => {});
  await withinTime(new FakeClock(), 2500, caller.signal, () => Promise.reject(new Error('refused'))).catch(() => {});
  expect(heldBy(caller.signal)).toBe(0);
});
