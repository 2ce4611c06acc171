import { expect, test } from '@jest/globals';
import { QualityWatch } from '../../../../src/lib/detector/judging/quality-watch.js';

/** What has settled after each score, of one a second. */
function settled(scores: readonly number[], watch = new QualityWatch(), from = 0): (number | undefined)[] {
  return scores.map((score, index) => {
    watch.see(score, (from + index) * 1000);
    return watch.settled;
  });
}

test('the first score counts at once', () => {
  expect(new QualityWatch().settled).toBeUndefined();
  expect(settled([70])).toEqual([70]);
});

test('a lower score counts when it has stayed for two seconds, and as the best of them', () => {
  expect(settled([100, 0, 100, 0, 50, 0])).toEqual([100, 100, 100, 100, 100, 50]);
  expect(settled([100, 0, 0, 0, 0])).toEqual([100, 100, 100, 0, 0]);
});

test('a higher score counts when it has stayed for a minute, and as the worst of them', () => {
  const up = settled([0, ...Array.from({ length: 62 }, (_, second) => (second === 30 ? 80 : 100))]);
  expect(up.slice(0, 61).every((one) => one === 0)).toBe(true);
  expect(up[61]).toBe(80);
  const broken = settled([0, ...Array.from({ length: 90 }, (_, second) => (second === 45 ? 0 : 100))]);
  expect(broken.at(-1)).toBe(0);
});

test('a run goes on where the last one was, on another clock', () => {
  const first = new QualityWatch();
  settled([100, 0], first);
  const saved = first.save(1_000_000);
  const second = new QualityWatch();
  // The next run's clock stands at 5 s when the first one's would stand at 3 s.
  if (saved) second.restore(JSON.parse(JSON.stringify(saved)), 998_000);
  expect(settled([0], second, 5)).toEqual([0]);
  expect(new QualityWatch().save(0)).toBeUndefined();
});
