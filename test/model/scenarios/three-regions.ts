import type { Scenario } from '../scenario.js';
import { ann, bob, CLOSED, close, REPLICATION } from './acts.js';
import { RIVAL_LOST } from './known-limits.js';

/** The same with three replicas. */
export const THREE_REGIONS: readonly Scenario[] = [
  {
    regions: 3,
    name: 'three replicas, one region closed: two close the others',
    limits: [RIVAL_LOST],
    replication: REPLICATION,
    initial: [undefined, undefined, CLOSED],
    people: [
      { ...ann, acts: [[close(0, { now: true })]], reach: [[0, 1, 2], [0, 2], [0]], mayBeLost: true },
      {
        ...bob,
        acts: [[close(1, { now: true })]],
        reach: [[0, 1, 2], [1, 2, 0], [2, 1], [1]],
        startsMs: [0, 70, 400, 1500],
      },
    ],
  },
  {
    regions: 3,
    name: 'three replicas: one closes two regions, the other one closes the third',
    replication: REPLICATION,
    people: [
      { ...ann, acts: [[close(0, { now: true }), close(2, { now: true })]], reach: [[0, 1, 2], [0]] },
      { ...bob, acts: [[close(1, { now: true })]], reach: [[1, 2, 0]], startsMs: [0, 1500] },
    ],
  },
];
