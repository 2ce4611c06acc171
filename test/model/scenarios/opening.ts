import type { Scenario } from '../scenario.js';
import { ann, BOTH, bob, CLOSED, close, closes, open, PHASES_MS, SKEWS_MS, two } from './acts.js';
import { RIVAL_LOST } from './known-limits.js';

/** One operator opens a region, or its close lapses, and the other region is closed. */
export const OPENING: readonly Scenario[] = [
  {
    ...two,
    name: 'one opens a region and the other closes the other one',
    limits: [RIVAL_LOST],
    initial: [CLOSED],
    people: [
      { ...ann, acts: [[open(0)]], mayBeLost: true },
      { ...bob, acts: closes(1), startsMs: [0, 70, 130, 900, 1500, 2600, 5000, 8000, 11_000], mayBeLost: true },
    ],
  },
  {
    ...two,
    name: 'one opens a region with a clock 30 s wrong',
    initial: [CLOSED],
    phasesMs: PHASES_MS,
    people: [
      { ...ann, acts: [[open(0)]], skewsMs: SKEWS_MS },
      { ...bob, acts: closes(1), startsMs: [130, 900, 2600, 5000, 8000], skewsMs: SKEWS_MS },
    ],
  },
  {
    ...two,
    name: 'one opens a region while the table is slow',
    initial: [CLOSED],
    people: [
      { ...ann, acts: [[open(0)]], slowWrites: 1 },
      { ...bob, acts: closes(1).slice(0, 2), reach: BOTH, startsMs: [130, 2600, 8000], slowWrites: 1 },
    ],
  },
  {
    ...two,
    name: 'a close lapses, is renewed or opened, and the other region is closed',
    initial: [{ ...CLOSED, closedUntilMs: 2000 }],
    people: [
      { ...ann, acts: [[open(0)], [close(0, { now: true, forS: 5 })], [close(0)]], startsMs: [0, 1500, 1950, 2600] },
      { ...bob, acts: closes(1), startsMs: [0, 900, 1500, 2100, 5000, 11_000] },
    ],
  },
  {
    ...two,
    name: 'one opens a region and closes the other one, while somebody closes',
    initial: [CLOSED],
    people: [
      {
        ...ann,
        acts: [
          [open(0), close(1, { now: true })],
          [open(0), close(1)],
        ],
        reach: BOTH,
        pausesMs: [0, 3000, 9000],
      },
      { ...bob, acts: [...closes(0), ...closes(1)], reach: BOTH, startsMs: [0, 900, 2600, 5000, 8000, 11_000] },
    ],
  },
];
