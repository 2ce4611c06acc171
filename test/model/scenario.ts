import type { Intent } from '../../src/lib/serving/what-to-serve.js';
import { AGES, type Ages } from './copilots.js';
import type { Violation } from './properties.js';
import { type CloseOptions, close } from './protocol/close.js';
import { type Edit, edit } from './protocol/console.js';
import { drain, goOffAir, open } from './protocol/open.js';
import { Operator, type World } from './protocol/operator.js';
import { type RerouteOptions, reroute } from './protocol/reroute.js';
import { RULES, type Rules } from './protocol/rules.js';
import type { Choices } from './schedules.js';
import { Simulation, type Steps } from './simulation.js';
import { type Replication, Table, type Write } from './table.js';
import { Trace } from './trace.js';

/** What somebody does. */
export type Act =
  | ({ does: 'close' } & CloseOptions)
  | { does: 'open' | 'drain'; distribution: number }
  | { does: 'off-air' }
  | ({ does: 'reroute' } & RerouteOptions)
  | ({ does: 'edit' } & Edit);

/** Somebody who acts; where there are several values, every one of them is a choice. */
export interface Person {
  name: string;
  /** What they do, one after the other. */
  acts: readonly (readonly Act[])[];
  /** The replicas in reach, in the order in which they are asked. */
  reach: readonly (readonly number[])[];
  /** When they begin, in ms. */
  startsMs: readonly number[];
  /** How long they wait between two acts, in ms. */
  pausesMs?: readonly number[];
  /** How far their clock is ahead, in ms. */
  skewsMs?: readonly number[];
  mayBeLost?: boolean;
  slowWrites?: number;
  slowReads?: number;
  /** How long a call to a replica out of reach takes, in ms. */
  silencesMs?: readonly number[];
}

export interface Scenario {
  name: string;
  /** Replicas, and distributions. */
  regions: number;
  /** What each distribution is at the beginning; open where nothing is said. Times count from the beginning. */
  initial?: readonly (Intent | undefined)[];
  replication: Replication;
  people: readonly Person[];
  /** Within a second, when it begins, in ms: answers tell whole seconds. */
  phasesMs?: readonly number[];
  ages?: Partial<Ages>;
  /** What the protocol does not promise: violations in such schedules count for the limit. */
  limits?: readonly Limit[];
}

/** A known limit of the protocol. */
export interface Limit {
  name: string;
  /** Whether a schedule that violates a property is beyond the limit. */
  isCrossed: (world: World, violation: Violation) => boolean;
}

const EPOCH_MS = 1_800_000_000_000;
/** Nobody acts before, so that stamps of the beginning are in the past, in ms. */
const BEGIN_MS = 60_000;

/** Runs one schedule of a scenario to its end. */
export function runSchedule(scenario: Scenario, choices: Choices, rules: Rules = RULES, told = false): World {
  const pick = <T>(all: readonly T[]): T => all[choices.choose(all.length)] as T;
  const startMs = EPOCH_MS + pick(scenario.phasesMs ?? [0]);
  const sim = new Simulation(startMs - BEGIN_MS);
  const trace = new Trace(told);
  const initial = Array.from({ length: scenario.regions }, (_, index) =>
    initialWrite(scenario.initial?.[index], startMs),
  );
  const { replication, regions: replicas } = scenario;
  const world: World = {
    sim,
    choices,
    rules,
    trace,
    table: new Table(sim, choices, { replicas, initial, replication }),
  };
  for (const person of scenario.people) {
    const operator = new Operator(world, {
      name: person.name,
      reach: pick(person.reach),
      skewMs: pick(person.skewsMs ?? [0]),
      mayBeLost: person.mayBeLost ?? false,
      slowWrites: person.slowWrites ?? 0,
      slowReads: person.slowReads ?? 0,
      silenceMs: pick(person.silencesMs ?? [2500]),
    });
    const acts = pick(person.acts);
    const pausesMs = person.pausesMs ?? [0];
    const atMs = startMs + pick(person.startsMs);
    sim.at(atMs, () =>
      sim.start(
        actAll(operator, acts, () => pick(pausesMs)),
        () => operator.isLost,
      ),
    );
  }
  sim.run();
  return world;
}

function initialWrite(intent: Intent = { open: true, drained: false }, startMs: number): Write {
  const shifted = (ms: number | undefined) => (ms === undefined ? undefined : startMs + ms);
  const said: Intent = {
    ...intent,
    closedFromMs: shifted(intent.closedFromMs),
    closedUntilMs: shifted(intent.closedUntilMs),
    openFromMs: shifted(intent.openFromMs),
  };
  return { said, written: said, updatedAtMs: startMs - 3_600_000, updatedBy: 'earlier' };
}

function* actAll(operator: Operator, acts: readonly Act[], pauseMs: () => number): Steps {
  for (const [index, act] of acts.entries()) {
    if (index > 0) yield* operator.sleep(pauseMs());
    yield* doAct(operator, act);
  }
}

function doAct(operator: Operator, act: Act): Steps {
  switch (act.does) {
    case 'close':
      return close(operator, act);
    case 'open':
      return open(operator, act.distribution);
    case 'drain':
      return drain(operator, act.distribution);
    case 'off-air':
      return goOffAir(operator);
    case 'reroute':
      return reroute(operator, act);
    case 'edit':
      return edit(operator, act);
  }
}

export function agesOf({ ages }: Scenario): Ages {
  return { ...AGES, ...ages };
}
