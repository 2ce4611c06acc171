import { expect, test } from '@jest/globals';
import { DistributionWatch } from '../../../src/lib/detector/distribution-watch.js';

test('it fails only when it has failed for the deadline without a break', () => {
  const watch = new DistributionWatch();
  expect(watch.judge(0, 6000).state).toBe('unknown');
  watch.failed('HTTP 502', 1000, 6000);
  watch.failed('HTTP 502', 7000, 6000);
  expect(watch.judge(7000, 6000).state).toBe('unknown');
  expect(watch.judge(7001, 6000)).toEqual({ state: 'failing', reason: 'HTTP 502' });
  watch.answered('open');
  expect(watch.judge(8000, 6000)).toEqual({ state: 'open' });
  watch.failed('timeout', 9000, 6000);
  expect(watch.judge(9000, 6000).state).toBe('unknown');
});

test('closed is not failing', () => {
  const watch = new DistributionWatch();
  watch.failed('HTTP 404', 0, 6000);
  watch.answered('closed');
  expect(watch.judge(60_000, 6000)).toEqual({ state: 'closed' });
});

test('two failures with a pause between them are two', () => {
  const watch = new DistributionWatch();
  watch.failed('HTTP 502', 0, 6000);
  watch.failed('HTTP 502', 60_000, 6000);
  expect(watch.judge(60_000, 6000).state).toBe('unknown');
});
