import { expect, test } from '@jest/globals';
import { compareTimelines, type Timeline, type TimelineDifference } from '../../../src/lib/hls/compare-timelines.js';

/** Six segments of 2 s, from a number and a moment (s) on. */
function timeline(firstNumber: number, firstS: number | undefined, changes: Partial<Timeline> = {}): Timeline {
  return {
    targetDuration: 2,
    segments: Array.from({ length: 6 }, (_, index) => ({
      sequence: firstNumber + index,
      discontinuitySequence: 0,
      startMs: firstS === undefined ? undefined : (firstS + index * 2) * 1000,
      durationS: 2,
    })),
    ...changes,
  };
}

const datedFrom = (index: number): Timeline => {
  const { targetDuration, segments } = timeline(10, 20);
  return {
    targetDuration,
    segments: segments.map((one, at) => (at < index ? { ...one, startMs: undefined } : one)),
  };
};

/** Without dates from here on, as after a discontinuity. */
const datedUntil = (index: number, firstS: number): Timeline => {
  const { targetDuration, segments } = timeline(10, firstS);
  return { targetDuration, segments: segments.map((one, at) => (at < index ? one : { ...one, startMs: undefined })) };
};

test.each<[string, Timeline, Timeline, TimelineDifference[]]>([
  ['the same', timeline(10, 20), timeline(10, 20), []],
  ['one read three segments later', timeline(10, 20), timeline(13, 26), []],
  ['what packagers round', timeline(10, 20), timeline(10, 20.1), []],
  ['dates that begin within the window', datedFrom(4), timeline(10, 20), []],
  ['dates that end within the window', datedUntil(2, 20), timeline(10, 20), []],
  [
    'a region behind, its newest segments without dates',
    timeline(10, 34),
    datedUntil(2, 20),
    [{ kind: 'region-behind', which: 'second', ms: 14_000 }],
  ],
  ['segments cut elsewhere', timeline(10, 20), timeline(10, 20.5), [{ kind: 'pdt-skew', ms: 500 }]],
  [
    'an offset in numbers',
    timeline(10, 20),
    timeline(907, 20),
    [{ kind: 'media-sequence-differs', of: 'same moment', numbers: [15, 912] }],
  ],
  ['a region behind', timeline(17, 34), timeline(10, 20), [{ kind: 'region-behind', which: 'second', ms: 14_000 }]],
  [
    'windows that do not meet',
    timeline(10, 20),
    timeline(90, 500),
    [{ kind: 'region-behind', which: 'first', ms: 480_000 }],
  ],
  ['numbers alone', timeline(10, undefined), timeline(13, 26), [{ kind: 'pdt-missing' }]],
  [
    'numbers alone that differ',
    timeline(10, undefined),
    timeline(14, undefined),
    [{ kind: 'pdt-missing' }, { kind: 'media-sequence-differs', of: 'newest', numbers: [15, 19] }],
  ],
  [
    'another target duration',
    timeline(10, 20),
    timeline(10, 20, { targetDuration: 3 }),
    [{ kind: 'target-duration-differs', seconds: [2, 3] }],
  ],
])('%s', (_, one, two, expected) => {
  expect(compareTimelines(one, two)).toEqual(expected);
});
