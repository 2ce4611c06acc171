import { expect, test } from '@jest/globals';
import type { DrillFailure } from '../../../src/lib/drill/drill-failure.js';
import type { Objectives } from '../../../src/lib/drill/drill-options.js';
import { judge } from '../../../src/lib/drill/drill-report.js';
import { drillJson } from '../../../src/lib/drill/drill-words.js';
import type { DrillObservation } from '../../../src/lib/drill/observation.js';
import { CLUSTER } from '../failover/fake-cluster.js';

const [target] = CLUSTER.regions as [(typeof CLUSTER.regions)[number]];

/** One viewer that left 3 s after the drain, saw two error responses, and stalled for 1.2 s. */
function judged(objectives: Objectives) {
  const viewer = {
    steering: true,
    affected: true,
    state: 'playing',
    pathway: 'eu-west-1',
    segments: 40,
    errorResponses: 2,
    errors: [{ atMs: 2000, url: 'http://eu-west-1.test/s1.m4s', what: 'HTTP 404' }],
    longestStallMs: 1200,
    switches: [
      { atMs: 4000, from: 'eu-west-1', to: 'eu-west-2', because: 'steering' },
      { atMs: 31_000, from: 'eu-west-2', to: 'eu-west-1', because: 'steering' },
    ],
  } as unknown as DrillObservation['viewers'][number];
  return judge({
    exercise: 'close',
    startedAtMs: 900,
    backWithinMs: 15_000,
    timelineStartMs: 0,
    target,
    isTarget: (pathway) => pathway === 'eu-west-1',
    viewers: [viewer],
    drainedAtMs: 1000,
    effectiveAtMs: 11_000,
    closeEffectiveMs: 10_000,
    undrainedAtMs: 30_000,
    problems: [],
    checks: [],
    objectives,
    timeline: [],
  });
}

const JUST: Objectives = { maxStallMs: 1200, maxErrors: 2, maxSwitchMs: 3000 };

test('what is just within every objective passes', () => {
  expect(judged(JUST)).toMatchObject({ outcome: 'passed', failures: [], drainToSwitchMs: 3000 });
  expect(judged(JUST).viewers[0]).toMatchObject({ switchMs: 3000, backMs: 1000 });
});

test.each<[keyof Objectives, number, DrillFailure['type'], string]>([
  ['maxStallMs', 1199, 'stalled', 'the viewer stalled for 1200 ms; 1199 ms are allowed'],
  [
    'maxErrors',
    1,
    'error-responses',
    'the viewer saw 2 error responses, the first HTTP 404 for http://eu-west-1.test/s1.m4s',
  ],
  ['maxSwitchMs', 2999, 'left-slowly', 'the viewer took 3000 ms to leave eu-west-1; 2999 ms are allowed'],
])('what is just beyond %s is the only failure', (objective, limit, type, sentence) => {
  const report = judged({ ...JUST, [objective]: limit });
  expect(report).toMatchObject({ outcome: 'failed', failures: [{ type, viewer: 1 }] });
  expect(drillJson(report).failures).toEqual([sentence]);
});
