import { beforeEach, describe, expect, test } from '@jest/globals';
import { keepLease } from '../../../src/lib/drill/keep-lease.js';
import { DrillAborted } from '../../../src/lib/drill/safety.js';
import { FakeClock } from '../../support/fake-clock.js';

const LASTS_MS = 80_000;

let clock: FakeClock;
let askedMs: number[];
/** What the table says to a renewal. */
let answer: () => Promise<boolean>;

beforeEach(() => {
  clock = new FakeClock();
  askedMs = [];
  answer = async () => true;
});

function keep() {
  const lease = {
    lastsMs: LASTS_MS,
    hold: () => {
      askedMs.push(clock.monotonic());
      return answer();
    },
    release: async () => {},
  };
  return keepLease(lease, clock, clock.monotonic());
}

const abortOf = ({ reason }: AbortSignal) => (reason as DrillAborted | undefined)?.abort;

describe('a lease', () => {
  test('is renewed every 20 s until the drill ends', async () => {
    const { lost, end } = keep();
    await clock.advance(70_000);
    await end();
    await clock.advance(100_000);
    expect(askedMs).toEqual([20_000, 40_000, 60_000]);
    expect(lost.aborted).toBe(false);
    expect(clock.sleeping).toBe(0);
  });

  test('that another drill has is lost at once', async () => {
    const { lost, end } = keep();
    answer = async () => false;
    await clock.advance(20_000);
    expect(lost.reason).toBeInstanceOf(DrillAborted);
    expect(abortOf(lost)).toEqual({ type: 'lease-taken' });
    await end();
  });

  test('is not lost while the network fails, until another drill could have taken it', async () => {
    const { lost, end } = keep();
    answer = () => Promise.reject(new Error('no answer'));
    await clock.advance(79_900);
    expect(lost.aborted).toBe(false);
    await clock.advance(100);
    expect(abortOf(lost)).toEqual({ type: 'lease-lapsed', afterMs: LASTS_MS });
    await end();
  });

  test('lasts from the moment at which a renewal was asked for, not from its answer', async () => {
    const { lost, end } = keep();
    answer = async () => {
      await clock.sleep(5000);
      answer = () => Promise.reject(new Error('no answer'));
      return true;
    };
    // Asked for at 20 s, answered at 25 s: it lasts until 100 s.
    await clock.advance(99_900);
    expect(lost.aborted).toBe(false);
    await clock.advance(100);
    expect(lost.aborted).toBe(true);
    await end();
  });

  test('is kept when the network comes back in time', async () => {
    const { lost, end } = keep();
    answer = () => Promise.reject(new Error('no answer'));
    await clock.advance(70_000);
    answer = async () => true;
    await clock.advance(200_000);
    expect(lost.aborted).toBe(false);
    await end();
  });
});
