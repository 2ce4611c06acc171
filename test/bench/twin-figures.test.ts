import { expect, test } from '@jest/globals';
import { twinFigures } from '../../bench/support/twin-figures.js';

test('with a twin a fault is noticed within 1.5 target durations and 1.5 s, and healthy encoders that jitter are not told on', async () => {
  const figures = await twinFigures(() => {}, { faults: ['frozen', 503, 'hang'], runs: 3, hours: 0.03 });
  const missed = figures.filter(({ met }) => met === false);
  expect(missed).toEqual([]);
  expect(figures.filter(({ met }) => met)).toHaveLength(4);
});
