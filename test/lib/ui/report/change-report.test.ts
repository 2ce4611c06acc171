import { expect, test } from '@jest/globals';
import type { CloseResult } from '../../../../src/lib/failover/close-distribution.js';
import { changeReport } from '../../../../src/lib/ui/report/change-report.js';

const CLOSED: CloseResult = {
  outcome: 'closed',
  domain: 'd1.cloudfront.net',
  region: 'eu-west-1',
  replica: 'eu-west-1',
  replicas: [{ region: 'eu-west-2', seenMs: 640 }],
  drainedMs: 20,
  steeredMs: 1080,
  closedMs: 7320,
  effectiveMs: 10_040,
};

test('the region and when viewers get the 404 come first, then the steps and the replicas', () => {
  expect(changeReport(CLOSED, 120).split('\n')).toEqual([
    'eu-west-1 is closed: d1.cloudfront.net answers 404 after 10.0 s.',
    '  From the start: drained 0.0 s, players steered away 1.1 s, closed 7.3 s, 404 seen 10.0 s.',
    '  Written in eu-west-1, in eu-west-2 after 0.6 s.',
  ]);
});

test('the steps are in the order of time, without those that were not seen', () => {
  const atOnce = { ...CLOSED, drainedMs: undefined, closedMs: 300, effectiveMs: 500 };
  expect(changeReport(atOnce, 120)).toContain(
    'From the start: closed 0.3 s, 404 seen 0.5 s, players steered away 1.1 s.',
  );
});
