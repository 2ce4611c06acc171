import { expect, test } from '@jest/globals';
import { type Change, chooseChange, type RegionWish } from '../../../bench/soak/choose-change.js';
import { seeded } from '../../../bench/support/seeded.js';

const NOW = 1_800_000_000_000;
const open = (region: string): RegionWish => ({ region, state: 'open' });

/** What the operator chooses in a thousand cases of the same kind. */
function choices(wishes: readonly RegionWish[], seed = 1): Change[] {
  const random = seeded(seed);
  return Array.from({ length: 1000 }, () => chooseChange(random, wishes, NOW));
}

const kinds = (changes: readonly Change[]) => new Set(changes.map(({ type, region }) => `${type} ${region}`));

test('the same seed chooses the same', () => {
  const wishes = [open('one'), open('two')];
  expect(choices(wishes)).toEqual(choices(wishes));
  expect(choices(wishes)).not.toEqual(choices(wishes, 2));
});

test('with every region open each one is closed, drained or opened again', () => {
  const changes = choices([open('one'), open('two')]);
  expect([...kinds(changes)].sort()).toEqual([
    'close one',
    'close two',
    'drain one',
    'drain two',
    'open one',
    'open two',
  ]);
  const closes = changes.filter((change) => change.type === 'close');
  expect(closes.some(({ now }) => now)).toBe(true);
  expect(closes.some(({ forS = 0 }) => forS >= 15 && forS <= 60)).toBe(true);
});

test('the last open region is closed only to see that cvs refuses it', () => {
  const closed: RegionWish = { region: 'one', state: 'closed' };
  expect([...kinds(choices([closed, open('two')]))].sort()).toEqual(['close one', 'close-last two', 'open one']);
});

test('not even that where the other region may open by itself meanwhile', () => {
  const lapsing: RegionWish = { region: 'one', state: 'closed', untilMs: NOW + 5000 };
  expect(kinds(choices([lapsing, open('two')]))).not.toContain('close-last two');
});

test.each([
  ['300 s after a close without a drain the other region is not closed', 300, false],
  ['it is when every player is over it', 311, true],
])('%s', (_what, agoS, closes) => {
  const wishes: RegionWish[] = [{ ...open('one'), abruptAtMs: NOW - agoS * 1000 }, open('two')];
  expect(kinds(choices(wishes)).has('close two')).toBe(closes);
  expect(kinds(choices(wishes))).toContain('close one');
});
