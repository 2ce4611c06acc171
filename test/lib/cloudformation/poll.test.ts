import { describe, expect, test } from '@jest/globals';
import { nextPollMs, pollUntil } from '../../../src/lib/cloudformation/poll.js';
import { FakeClock } from '../../support/fake-clock.js';

const signal = new AbortController().signal;

describe('nextPollMs', () => {
  test('is a twentieth of what has passed, between 200 ms and 4 s', () => {
    const middle = () => 0.5;
    expect(nextPollMs(0, middle)).toBe(200);
    expect(nextPollMs(20_000, middle)).toBe(1000);
    expect(nextPollMs(10 * 60_000, middle)).toBe(4000);
  });

  test('jitters by a fifth either way', () => {
    expect(nextPollMs(20_000, () => 0)).toBeCloseTo(800);
    expect(nextPollMs(20_000, () => 1)).toBeCloseTo(1200);
  });
});

describe('pollUntil', () => {
  test('looks about a hundred times in three minutes, and ends with what it finds', async () => {
    const clock = new FakeClock();
    let looks = 0;
    const done = pollUntil(
      async () => {
        looks += 1;
        return clock.monotonic() >= 180_000 ? 'deployed' : undefined;
      },
      { clock, random: () => 0.5, signal },
    );
    await clock.advance(186_000);
    await expect(done).resolves.toBe('deployed');
    expect(looks).toBeGreaterThan(60);
    expect(looks).toBeLessThan(130);
  });

  test('gives up at the limit', async () => {
    const clock = new FakeClock();
    const done = pollUntil(async () => undefined, {
      clock,
      random: () => 0.5,
      signal,
      limitMs: 1000,
      onLimit: () => {
        throw new Error('too long');
      },
    });
    const refusal = expect(done).rejects.toThrow('too long');
    await clock.advance(1500);
    await refusal;
  });
});
