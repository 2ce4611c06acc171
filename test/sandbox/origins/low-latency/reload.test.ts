import { expect, test } from '@jest/globals';
import { readReload } from '../../../../src/sandbox/origins/low-latency/reload.js';

const EPOCH = Date.UTC(2026, 0, 1);
/** 60.8 s after the start: segment 29 and part 1 of segment 30 are the newest. */
const read = (query: string) => readReload(new URLSearchParams(query), EPOCH, EPOCH + 60_800);
const after = (seconds: number) => ({ kind: 'later', atMs: EPOCH + seconds * 1000 });
const now = (skip: boolean) => ({ kind: 'now', skip });

test.each([
  ['', now(false)],
  ['token=1', now(false)],
  ['_HLS_skip=YES', now(true)],
  ['_HLS_skip=v2', now(true)],
  ['_HLS_skip=NO', now(false)],
  ['_HLS_msn=29', now(false)],
  ['_HLS_msn=3', now(false)],
  ['_HLS_msn=30&_HLS_part=1', now(false)],
  ['_HLS_msn=30&_HLS_part=1&_HLS_skip=YES', now(true)],
  // Part 7 of segment 29 is the first part of segment 30.
  ['_HLS_msn=29&_HLS_part=7', now(false)],
])('%j is answered at once', (query, expected) => {
  expect(read(query)).toEqual(expected);
});

test.each([
  ['_HLS_msn=30', 62],
  ['_HLS_msn=31', 64],
  ['_HLS_msn=30&_HLS_part=2', 61.2],
  ['_HLS_msn=30&_HLS_part=4', 62],
  // Parts beyond the last one of their segment are the first of the next.
  ['_HLS_msn=30&_HLS_part=5', 62.4],
  ['_HLS_msn=30&_HLS_part=8', 62.4],
  ['_HLS_msn=31&_HLS_part=0&_HLS_skip=YES', 62.4],
])('%j waits', (query, seconds) => {
  expect(read(query)).toEqual(after(seconds));
});

test.each([
  ['a part without a segment', '_HLS_part=1'],
  ['more than two segments ahead', '_HLS_msn=32'],
  ['further ahead than the Advance Part Limit', '_HLS_msn=31&_HLS_part=4'],
  ['no number', '_HLS_msn=next'],
  ['a negative number', '_HLS_msn=-1'],
  ['a fraction', '_HLS_msn=30&_HLS_part=1.5'],
  ['a number that nobody counts to', '_HLS_msn=99999999999999999999'],
])('%s is refused: %j', (_, query) => {
  expect(read(query)).toEqual({ kind: 'refused' });
});
