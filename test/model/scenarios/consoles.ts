import { KNOWLEDGE_AGE_MS } from '../../../src/lib/serving/times.js';
import type { Scenario } from '../scenario.js';
import { ann, BOTH, bob, CLOSED, closes, drain, edit, open, two } from './acts.js';
import { CONSOLE_AGAINST_CVS, CONSOLE_AT_ONCE, CONSOLE_MEANWHILE } from './known-limits.js';

/** Somebody changes the state table outside cvs. */
export const CONSOLES: readonly Scenario[] = [
  {
    ...two,
    name: 'a console closes a region while the other one is closed',
    // A close made in a console is in force at once: a copilot that knows less may not know of it.
    ages: { answersMs: KNOWLEDGE_AGE_MS },
    limits: [CONSOLE_AT_ONCE, CONSOLE_AGAINST_CVS],
    people: [
      { ...ann, acts: closes(0), mayBeLost: true },
      {
        ...bob,
        name: 'console',
        acts: [[edit(1, false)], [edit(1, false, true)]],
        reach: BOTH,
        startsMs: [0, 70, 130, 400, 900, 1500, 2600, 5000, 9000, 13_000],
      },
    ],
  },
  {
    ...two,
    name: 'a console opens a region and the other one is closed',
    initial: [CLOSED],
    people: [
      { ...bob, acts: closes(1), startsMs: [0, 130, 900, 2600, 5000, 9000], mayBeLost: true },
      { ...ann, name: 'console', acts: [[edit(0, true)], [edit(0, true, true)]], reach: BOTH },
    ],
  },
  {
    ...two,
    name: 'a console and cvs decide otherwise of one region',
    limits: [CONSOLE_MEANWHILE],
    people: [
      { ...ann, acts: [...closes(0).slice(0, 2), [drain(0)], [open(0)]] },
      {
        ...bob,
        name: 'console',
        acts: [[edit(0, false)], [edit(0, true)], [edit(0, false, true)]],
        reach: BOTH,
        startsMs: [-900, 70, 170, 400, 900, 2600, 9000, 15_000],
      },
    ],
  },
  {
    ...two,
    name: 'a console closes a region whose last close has lapsed',
    limits: [CONSOLE_MEANWHILE],
    initial: [{ ...CLOSED, closedUntilMs: -50_000 }],
    people: [
      {
        ...ann,
        name: 'console',
        acts: [[edit(0, false, true)], [edit(0, true), edit(0, false, true)]],
        pausesMs: [5000],
      },
      { ...bob, acts: [[drain(1)], [open(1)], [open(0)]], startsMs: [-9000, -2600, -130] },
    ],
  },
  {
    ...two,
    name: 'a console opens and closes a region that was off the air',
    initial: [
      { open: true, drained: false },
      { open: false, drained: false, offAir: true },
    ],
    people: [
      { ...ann, name: 'console', acts: [[edit(1, true)]], reach: BOTH },
      { ...bob, acts: closes(0), startsMs: [900, 2600, 9000] },
    ],
  },
];
