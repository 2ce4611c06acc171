import { expect, test } from '@jest/globals';
import { Recent } from '../../src/sandbox/recent.js';
import { FakeClock } from '../support/fake-clock.js';

test('a value is remembered for its time', async () => {
  const clock = new FakeClock();
  const recent = new Recent<string>(clock, 1000);
  recent.set('a', 'one');
  await clock.advance(999);
  expect(recent.get('a')).toBe('one');
  await clock.advance(1);
  expect(recent.get('a')).toBeUndefined();
});

test('a value that is set again is remembered from then on', async () => {
  const clock = new FakeClock();
  const recent = new Recent<string>(clock, 1000);
  recent.set('a', 'one');
  await clock.advance(600);
  recent.set('a', 'two');
  await clock.advance(600);
  recent.set('b', 'three');
  expect(recent.get('a')).toBe('two');
});

test('only as many are held as came within the time', async () => {
  const clock = new FakeClock();
  const recent = new Recent<number>(clock, 1000);
  for (let index = 0; index < 100; index += 1) {
    recent.set(`${index}`, index);
    await clock.advance(100);
  }
  expect(recent.size).toBe(10);
});
