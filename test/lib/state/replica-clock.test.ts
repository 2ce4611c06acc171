import { describe, expect, test } from '@jest/globals';
import { ReplicaClock } from '../../../src/lib/state/replica-clock.js';
import { FakeClock } from '../../support/fake-clock.js';

/** An answer that was made `offsetMs` ahead of this machine's clock, halfway between question and answer. */
async function ask(replicas: ReplicaClock, clock: FakeClock, offsetMs: number, tookMs = 40): Promise<void> {
  const askedMs = clock.now();
  await clock.advance(tookMs / 2);
  const date = new Date(clock.now() + offsetMs).toUTCString();
  await clock.advance(tookMs / 2);
  replicas.observe(date, askedMs, clock.now());
}

function make() {
  const clock = new FakeClock();
  return { clock, replicas: new ReplicaClock(clock) };
}

describe('the time where the replicas are', () => {
  test("is this machine's before the first answer", () => {
    const { clock, replicas } = make();
    expect(replicas.now()).toEqual({ nowMs: clock.now(), earliestMs: clock.now(), latestMs: clock.now() });
  });

  test.each([-600_000, -1500, 0, 1500, 600_000])(
    'lies within the bounds, with an offset of %i ms',
    async (offsetMs) => {
      const { clock, replicas } = make();
      for (let answer = 0; answer < 20; answer += 1) {
        await ask(replicas, clock, offsetMs);
        const { nowMs, earliestMs, latestMs } = replicas.now();
        const truthMs = clock.now() + offsetMs;
        expect(earliestMs).toBeLessThanOrEqual(truthMs);
        expect(latestMs).toBeGreaterThanOrEqual(truthMs);
        expect(nowMs).toBeGreaterThanOrEqual(earliestMs);
        expect(nowMs).toBeLessThanOrEqual(latestMs);
        await clock.advance(70);
      }
      // A second after the first answer the second has changed once.
      const { earliestMs, latestMs } = replicas.now();
      expect(latestMs - earliestMs).toBeLessThan(200);
    },
  );

  test("leaves this machine's clock alone where it may be right", async () => {
    const { clock, replicas } = make();
    await clock.advance(300);
    await ask(replicas, clock, 500);
    expect(replicas.aheadMs).toBe(0);
    expect(replicas.now().nowMs).toBe(clock.now());
  });

  test('says how far this machine is surely off', async () => {
    const { clock, replicas } = make();
    await ask(replicas, clock, 600_000);
    expect(replicas.aheadMs).toBeLessThan(-598_900);
    expect(replicas.aheadMs).toBeGreaterThan(-600_100);
  });

  test('starts again when an answer contradicts the earlier ones', async () => {
    const { clock, replicas } = make();
    await ask(replicas, clock, 0);
    await ask(replicas, clock, 30_000);
    const truthMs = clock.now() + 30_000;
    expect(replicas.now().earliestMs).toBeLessThanOrEqual(truthMs);
    expect(replicas.now().latestMs).toBeGreaterThanOrEqual(truthMs);
  });

  test.each([undefined, 'yesterday'])('is not taken from an answer whose date is %s', (date) => {
    const { clock, replicas } = make();
    replicas.observe(date, clock.now(), clock.now());
    expect(replicas.now().nowMs).toBe(clock.now());
  });

  test('is shared by all users of the same clients', () => {
    const { clock } = make();
    const clients = {};
    expect(ReplicaClock.of(clients, clock)).toBe(ReplicaClock.of(clients, clock));
    expect(ReplicaClock.of({}, clock)).not.toBe(ReplicaClock.of(clients, clock));
  });
});
