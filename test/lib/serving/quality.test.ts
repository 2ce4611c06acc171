import { expect, test } from '@jest/globals';
import { type Quality, worseThanOthers } from '../../../src/lib/serving/quality.js';

const score = (settledQuality: number, quality = settledQuality): Quality => ({ quality, settledQuality });
const none = undefined;

test.each<[string, (Quality | undefined)[], boolean[]]>([
  ['as good as each other', [score(100), score(100)], [false, false]],
  ['worse by less than the margin', [score(81), score(100)], [false, false]],
  ['worse by the margin', [score(80), score(100)], [true, false]],
  ['worse for a moment only', [score(100, 0), score(100)], [false, false]],
  ['good again, but not for long', [score(0, 100), score(100)], [true, false]],
  ['bad where the other turned bad just now', [score(0), score(100, 0)], [false, false]],
  ['bad where the other is bad too', [score(0), score(10)], [false, false]],
  ['bad where the other is good again but not for long', [score(0), score(10, 100)], [false, false]],
  ['bad where the other sends no score', [score(0), none], [false, false]],
  ['without a score where the other is perfect', [none, score(100)], [false, false]],
  ['without scores', [none, {}], [false, false]],
  ['the worst two of three', [score(10), score(100), score(60)], [true, false, true]],
])('%s', (_, all, expected) => {
  expect(worseThanOthers(all)).toEqual(expected);
});
