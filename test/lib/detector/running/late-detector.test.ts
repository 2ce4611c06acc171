import { describe, expect, test } from '@jest/globals';
import { Evidence } from '../../../../src/lib/detector/judging/evidence.js';
import { OwnDelay } from '../../../../src/lib/detector/polling/own-delay.js';
import { StartPace } from '../../../../src/lib/detector/polling/start-pace.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { follow, live, master, serve } from './live-stream.js';

const healthy = serve(master(['v1.m3u8', 'v2.m3u8']), (second) => live(second));
/** Sleeps last so much longer than they should, from the tenth second on. */
const late = (ms: number) => (second: number) => (second < 10 ? 0 : ms);

describe('a detector that is late', () => {
  test.each([1000, 3000, 9000, 40_000])('by %s ms does not call a healthy stream stale', async (ms) => {
    const { states } = await follow(healthy, 120, { oversleepMs: late(ms) });
    expect(states.map(([, state]) => state)).not.toContain('stale');
  });

  test('finds an outage later, and says that it is late', async () => {
    const frozen = serve(master(['v1.m3u8']), (second) => live(Math.min(second, 40)));
    const { states, everFound } = await follow(frozen, 120, { oversleepMs: late(3000) });
    expect(states.at(-1)?.[1]).toBe('stale');
    expect(states.at(-1)?.[0]).toBeLessThan(40 + 6 + 3 * 4);
    expect(everFound).toContain('detector-late');
  });

  test('is on time otherwise, and says nothing', async () => {
    const { everFound } = await follow(healthy, 60);
    expect(everFound).not.toContain('detector-late');
  });
});

describe('what was held up', () => {
  test('is counted from when the detector should have woken', () => {
    const delay = new OwnDelay();
    delay.sleeps(1000);
    expect([900, 1020, 4000].map((at) => delay.untilMs(at))).toEqual([0, 0, 3000]);
    delay.woke(4000);
    expect(delay.untilMs(9000)).toBe(3000);
    delay.sleeps(9500);
    delay.woke(9510);
    expect(delay.untilMs(9600)).toBe(3000);
  });

  test('is no time in which a server did not answer', () => {
    const delay = new OwnDelay();
    const evidence = new Evidence((at) => delay.untilMs(at));
    delay.sleeps(1000);
    evidence.began(900);
    expect(evidence.until(1000, 500)).toBe(1000);
    expect(evidence.until(21_000, 500)).toBe(1000);
    evidence.failed(21_000);
    expect(evidence.until(30_000, 500)).toBe(1000 + 500 + 250);
  });
});

test('of many polls that are due at once a few begin in each turn, in their order', async () => {
  const pace = new StartPace();
  const begun: number[] = [];
  const polls = Array.from({ length: 50 }, async (_, index) => {
    const ended = await pace.begin('host', new FakeClock());
    begun.push(index);
    ended();
  });
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  expect(begun.length).toBeLessThan(20);
  await Promise.all(polls);
  expect(begun).toEqual(Array.from({ length: 50 }, (_, index) => index));
});

describe('polls of a host that has no connection free', () => {
  const start = () => {
    const clock = new FakeClock();
    const pace = new StartPace();
    const ends: (() => void)[] = [];
    for (let poll = 0; poll < 100; poll += 1) void pace.begin('host', clock).then((ended) => ends.push(ended));
    return { clock, pace, ends };
  };

  test('wait for one, and begin when another poll has ended', async () => {
    const { clock, ends } = start();
    await clock.advance(10);
    await clock.advance(10);
    const before = ends.length;
    expect(before).toBeLessThan(64);
    ends[0]?.();
    await clock.advance(10);
    expect(ends).toHaveLength(before + 1);
  });

  test('keep no other host waiting', async () => {
    const { clock, pace } = start();
    let hasBegun = false;
    void pace.begin('other', clock).then(() => {
      hasBegun = true;
    });
    await clock.advance(10);
    await clock.advance(10);
    expect(hasBegun).toBe(true);
  });

  test('all begin when the host answers nothing: then that is what they find', async () => {
    const { clock, ends } = start();
    await clock.advance(1600);
    await clock.advance(100);
    expect(ends).toHaveLength(100);
  });
});
