import { beforeEach, describe, expect, test } from '@jest/globals';
import { Reported } from '../../../bench/soak/reported.js';

const NOW = 1_800_000_000_000;
let reported: Reported;

beforeEach(() => {
  reported = new Reported();
});

/** What is wrong some seconds after the report, with the statuses of two regions and the players of the first. */
function wrong(afterS: number, statuses: [one: number, two: number], players = 0): string[] {
  const [one, two] = statuses;
  const sights = [
    { region: 'one', status: one, players },
    { region: 'two', status: two, players: 0 },
  ];
  return reported.violations(sights, NOW + afterS * 1000);
}

test('before anything was reported only going off the air is wrong', () => {
  expect(wrong(0, [404, 200], 5)).toEqual([]);
  expect(wrong(0, [404, 404])).toEqual(['off the air: one answers 404, two answers 404']);
  expect(wrong(0, [404, 503])).toEqual(['off the air: one answers 404, two answers 503']);
});

test('a distribution that gives no answer is wrong, whatever was reported, and says nothing of the air', () => {
  reported.done('one', { state: 'closed', sinceMs: NOW });
  expect(wrong(1, [404, 0])).toEqual(['two does not answer']);
  expect(wrong(1, [0, 0])).toEqual(['one does not answer', 'two does not answer']);
});

describe('a close that was reported', () => {
  beforeEach(() => reported.done('one', { state: 'closed', sinceMs: NOW }));

  test('answers 404 from then on', () => {
    expect(wrong(1, [404, 200])).toEqual([]);
    expect(wrong(1, [200, 200])).toEqual(['one was reported closed and answers 200']);
    expect(wrong(1000, [200, 200])).toEqual(['one was reported closed and answers 200']);
  });

  test('has no players after two steering TTLs', () => {
    expect(wrong(14, [404, 200], 3)).toEqual([]);
    expect(wrong(15, [404, 200], 3)).toEqual(['one was reported closed and has 3 players']);
  });

  test('promises nothing any more while the next command runs', () => {
    reported.changing('one');
    expect(wrong(20, [200, 200], 3)).toEqual([]);
  });
});

test('a close that lapses answers 404 until then, and serves soon afterwards', () => {
  reported.done('one', { state: 'closed', sinceMs: NOW, untilMs: NOW + 30_000 });
  expect(wrong(28, [200, 200])).toEqual(['one was reported closed and answers 200']);
  expect(wrong(30, [200, 200], 3)).toEqual([]);
  expect(wrong(44, [404, 200])).toEqual([]);
  expect(wrong(45, [404, 200])).toEqual(['one was to open by itself and answers 404']);
});

test('what was reported open serves, and may have players', () => {
  reported.done('one', { state: 'open', sinceMs: NOW });
  expect(wrong(60, [200, 200], 9)).toEqual([]);
  expect(wrong(1, [503, 200])).toEqual(['one was reported open and answers 503']);
});

test('what was reported drained serves, without players after a while', () => {
  reported.done('one', { state: 'drained', sinceMs: NOW });
  expect(wrong(15, [200, 200], 1)).toEqual(['one was reported drained and has 1 players']);
  expect(wrong(1, [404, 200])).toEqual(['one was reported drained and answers 404']);
});
