import type { Limit, Scenario } from '../scenario.js';
import { ann, BOTH, bob, CLOSED, close, closes, edit, open, REPLICATION, two } from './acts.js';
import { OUT_OF_REACH } from './known-limits.js';

const crossed = (name: string): readonly Limit[] => [{ name, isCrossed: () => true }];

const now = (distribution: number) => [[close(distribution, { now: true })]];

/** Scenarios beyond what the protocol promises: each shows that the limit is a real one, and that the model sees it. */
export const BEYOND: readonly Scenario[] = [
  {
    ...two,
    name: 'two consoles close both regions at the same moment',
    limits: crossed('two edits in two consoles at the same moment'),
    people: [
      { ...ann, acts: [[edit(0, false)]], reach: BOTH },
      { ...bob, acts: [[edit(1, false)]], reach: BOTH, startsMs: [0, 400, 900] },
    ],
  },
  {
    ...two,
    name: 'a console closes and opens a region right before the other one is closed',
    limits: crossed('two edits in a console that restore what cvs wrote'),
    people: [
      { ...ann, acts: [[edit(0, false), edit(0, true)]], reach: [[0]], pausesMs: [300, 900] },
      { ...bob, acts: now(1), startsMs: [0, 400, 900, 1500] },
    ],
  },
  {
    ...two,
    name: 'a console closes a region at the moment of a close, and a copilot reads nothing for up to 7 s',
    limits: crossed('a close made in a console, and a copilot that knows only what was before'),
    people: [
      { ...ann, acts: closes(0), mayBeLost: true },
      { ...bob, acts: [[edit(1, false)]], reach: BOTH, startsMs: [0, 400, 900, 1500] },
    ],
  },
  {
    ...two,
    name: 'replication takes 4 s while each reaches one replica only',
    limits: crossed('replication slower than 1.4 s where a replica cannot be asked'),
    replication: { ...REPLICATION, mostMs: 4000 },
    people: [
      { ...ann, acts: now(0), reach: [[0]] },
      { ...bob, acts: now(1), reach: [[1]], startsMs: [0, 400, 900] },
    ],
  },
  {
    ...two,
    name: 'two decide otherwise of one region, and each reaches one replica only',
    limits: [OUT_OF_REACH],
    people: [
      { ...ann, acts: now(0), reach: [[1]], silencesMs: [20] },
      { ...bob, acts: [[open(0)]], reach: [[0]], startsMs: [0, 130], silencesMs: [20] },
    ],
  },
  {
    ...two,
    name: 'a replica that neither the operator nor the replication reaches',
    limits: crossed('a replica that neither the operator nor the replication reaches'),
    replication: { ...REPLICATION, isolated: 1 },
    people: [{ ...ann, acts: closes(0), reach: [[0]] }],
  },
  {
    ...two,
    name: 'a copilot that no replica answers for up to 20 s',
    limits: crossed('a copilot that reads nothing for longer than 7 s'),
    initial: [CLOSED],
    ages: { answersMs: 20_000 },
    people: [
      { ...ann, acts: [[open(0)]] },
      { ...bob, acts: now(1), startsMs: [2600, 5000, 9000] },
    ],
  },
  {
    ...two,
    name: 'a steering manifest of a copilot that reads nothing for up to 7 s',
    limits: crossed('a steering manifest made from knowledge older than 1.3 s'),
    initial: [CLOSED],
    ages: { manifestsMs: 7000 },
    people: [
      { ...ann, acts: [[open(0)]] },
      { ...bob, acts: now(1), startsMs: [2600, 5000, 9000] },
    ],
  },
];
