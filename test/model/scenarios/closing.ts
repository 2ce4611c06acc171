import type { Scenario } from '../scenario.js';
import { ann, BOTH, bob, close, closes, PHASES_MS, REPLICATION, SKEWS_MS, two } from './acts.js';
import { LOST_WHILE_STOPPED, RIVAL_LOST } from './known-limits.js';

/** Two operators close both regions, or one closes one. */
export const CLOSING: readonly Scenario[] = [
  {
    ...two,
    name: 'two close both regions, and machines are lost',
    limits: [RIVAL_LOST],
    people: [
      { ...ann, acts: closes(0), mayBeLost: true, silencesMs: [20, 2500] },
      { ...bob, acts: closes(1), mayBeLost: true, silencesMs: [20, 2500] },
    ],
  },
  {
    ...two,
    name: 'two close both regions with clocks 30 s wrong',
    phasesMs: PHASES_MS,
    people: [
      { ...ann, acts: closes(0), reach: BOTH, skewsMs: SKEWS_MS },
      { ...bob, acts: closes(1), reach: BOTH, skewsMs: SKEWS_MS },
    ],
  },
  {
    ...two,
    name: 'two close both regions, and the table is slow',
    people: [
      { ...ann, acts: closes(0).slice(0, 2), reach: BOTH, slowWrites: 1 },
      { ...bob, acts: closes(1).slice(0, 2), reach: BOTH, startsMs: [0, 900, 2600], slowWrites: 1 },
    ],
  },
  {
    ...two,
    name: 'two close both regions, and the table answers slowly',
    people: [
      { ...ann, acts: closes(0).slice(0, 1), reach: [[0, 1]], slowReads: 1 },
      { ...bob, acts: closes(1).slice(0, 1), reach: [[1, 0]], startsMs: [0, 900], slowReads: 1 },
    ],
  },
  {
    ...two,
    name: 'one closes a region that players are drained from first',
    phasesMs: PHASES_MS,
    people: [
      {
        ...ann,
        acts: [[close(0)], [close(0, { forS: 5 })], [close(1)]],
        skewsMs: SKEWS_MS,
        slowWrites: 1,
        slowReads: 1,
      },
    ],
  },
  {
    ...two,
    name: 'two close both regions, and one replica is isolated',
    replication: { ...REPLICATION, isolated: 1 },
    limits: [LOST_WHILE_STOPPED, RIVAL_LOST],
    people: [
      { ...ann, acts: closes(0), reach: BOTH, mayBeLost: true },
      { ...bob, acts: closes(1), reach: BOTH, startsMs: [-2600, -900, -130, 0, 130, 900, 2600], mayBeLost: true },
    ],
  },
];
