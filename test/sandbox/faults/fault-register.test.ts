import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ActiveFault } from '../../../src/sandbox/faults/fault.js';
import { FaultRegister } from '../../../src/sandbox/faults/fault-register.js';
import { FakeClock } from '../../support/fake-clock.js';

const throttle = (perSecond: number): ActiveFault => ({ kind: 'throttle', service: 'cloudformation', perSecond });

let clock: FakeClock;
let register: FaultRegister;

beforeEach(() => {
  clock = new FakeClock();
  register = new FaultRegister(clock);
});

const refused = (calls: number) =>
  Array.from({ length: calls }, () => register.hit('throttle', () => true)).filter(Boolean).length;

describe('what a fault hits', () => {
  test('begins after so many, and ends after so many', () => {
    register.add({ kind: 'expired-token', after: 2, times: 3 });
    const hits = Array.from({ length: 7 }, () => register.hit('expired-token', () => true) !== undefined);
    expect(hits).toEqual([false, false, true, true, true, false, false]);
    expect(register.list()).toEqual([{ id: 'fault-1', kind: 'expired-token', after: 2, times: 3, hits: 3 }]);
  });

  test('only what it applies to counts', () => {
    register.add({ kind: 'region', region: 'eu-west-1', how: 'refuse', after: 1 });
    expect(register.hit('region', () => false)).toBeUndefined();
    expect(register.hit('region', () => true)).toBeUndefined();
    expect(register.hit('region', () => true)).toMatchObject({ how: 'refuse' });
  });

  test('where two apply, the first that still hits does', () => {
    register.add({ kind: 'resource', on: 'create', message: 'first', times: 1 });
    register.add({ kind: 'resource', on: 'create', message: 'second' });
    const messages = [1, 2].map(() => register.hit('resource', () => true)?.message);
    expect(messages).toEqual(['first', 'second']);
  });
});

describe('a throttle', () => {
  test('lets so many a second through', async () => {
    register.add(throttle(3));
    expect(refused(10)).toBe(7);
    await clock.advance(999);
    expect(refused(1)).toBe(1);
    await clock.advance(1);
    expect(refused(10)).toBe(7);
  });

  test('of none lets nothing through', () => {
    register.add(throttle(0));
    expect(refused(5)).toBe(5);
  });
});

test('clearing ends one, or all', () => {
  const first = register.add(throttle(1));
  register.add(throttle(1));
  register.add({ kind: 'expired-token' });
  expect(register.clear(first)).toBe(1);
  expect(register.clear('fault-9')).toBe(0);
  expect(register.clear()).toBe(2);
  expect(register.list()).toEqual([]);
});

test('a fault ends by itself after its time, or earlier when it is cleared', async () => {
  const ended = jest.fn();
  const fault: ActiveFault = { kind: 'stream', region: 'eu-west-1', how: 'freeze' };
  register.add({ ...fault, forSeconds: 10 }, ended);
  const cleared = register.add({ ...fault, forSeconds: 20 }, ended);
  await clock.advance(9999);
  expect(register.list()).toHaveLength(2);
  await clock.advance(1);
  expect(ended).toHaveBeenCalledTimes(1);
  expect(register.clear(cleared)).toBe(1);
  expect(register.clear(cleared)).toBe(0);
  await clock.advance(60_000);
  expect(ended).toHaveBeenCalledTimes(2);
  expect(clock.sleeping).toBe(0);
});
