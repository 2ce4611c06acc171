import type { Scenario } from '../scenario.js';
import { ann, BOTH, bob, close, closes, drain, open, PHASES_MS, SKEWS_MS, two } from './acts.js';
import { OUT_OF_REACH } from './known-limits.js';

/** Two operators decide otherwise of one region. */
export const DECIDING: readonly Scenario[] = [
  {
    ...two,
    name: 'two decide otherwise of one region',
    limits: [OUT_OF_REACH],
    people: [
      { ...ann, acts: [[close(0, { now: true })], [close(0)], [drain(0)], [open(0)]] },
      {
        ...bob,
        acts: [[open(0)], [drain(0)], [close(0, { now: true })]],
        startsMs: [0, 70, 130, 400, 900, 2600, 5000, 9000, 13_000, 17_000],
      },
    ],
  },
  {
    ...two,
    name: 'two decide otherwise of one region with clocks 30 s wrong',
    phasesMs: PHASES_MS,
    people: [
      { ...ann, acts: [[close(0, { now: true })], [drain(0)], [open(0)]], reach: BOTH, skewsMs: SKEWS_MS },
      {
        ...bob,
        acts: [[open(0)], [drain(0)], [close(0, { now: true })]],
        reach: BOTH,
        startsMs: [70, 400, 900, 2600, 9000],
        skewsMs: SKEWS_MS,
      },
    ],
  },
  {
    ...two,
    name: 'one goes off the air, and somebody closes or opens',
    people: [
      { ...ann, acts: [[{ does: 'off-air' }]] },
      { ...bob, acts: [[open(0)], [close(1, { now: true })], [drain(0)]], startsMs: [0, 70, 130, 900, 2600, 5000] },
    ],
  },
  {
    ...two,
    name: 'an opening that a wrong clock wrote stands in the way',
    initial: [{ open: true, drained: false, openFromMs: 600_000 }],
    phasesMs: PHASES_MS,
    people: [
      { ...ann, acts: closes(1), skewsMs: SKEWS_MS },
      { ...bob, acts: closes(0), startsMs: [0, 15_000] },
    ],
  },
];
