import { expect, test } from '@jest/globals';
import { Pace } from './pace.js';

/** A machine on which everything takes `slowness` times as long as at best. */
function machine() {
  let now = 0;
  const takes = (ms: number) => () => {
    now += ms * own.slowness;
  };
  const own = { slowness: 1, takes, now: () => now };
  return own;
}

test('a case within its limit is tried once', () => {
  const { takes, now } = machine();
  const pace = new Pace({ plain: takes(20), now });
  const before = now();
  expect(pace.over(takes(250), 250)).toBeUndefined();
  expect(now() - before).toBe(250);
});

test('a case that takes too long counts, in the time of the machine at its best', () => {
  const own = machine();
  const pace = new Pace({ plain: own.takes(20), now: own.now });
  own.slowness = 8;
  expect(pace.over(own.takes(300), 250)).toBe(300);
});

test('a machine that is busy makes no case slow', () => {
  const own = machine();
  const pace = new Pace({ plain: own.takes(20), now: own.now });
  own.slowness = 8;
  expect(pace.over(own.takes(200), 250)).toBeUndefined();
});

test('a moment in which the machine did something else does not count', () => {
  const own = machine();
  const pace = new Pace({ plain: own.takes(20), now: own.now });
  let times = 0;
  const act = () => {
    times += 1;
    own.takes(times === 1 ? 5000 : 20)();
  };
  expect(pace.over(act, 250)).toBeUndefined();
});
