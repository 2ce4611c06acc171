import type { Clock } from '../clock.js';
import { secondsSince } from '../cloudformation/stack.js';
import { CvsError, messageOf } from '../errors.js';
import type { Report } from '../progress.js';

/** What a step came to; `detail` is one line for people. */
export interface StepDone {
  /** `under-way`: started, and not waited for; what needs it does not run. */
  status: 'succeeded' | 'unchanged' | 'under-way';
  detail?: string;
}

export interface StepContext {
  report: Report;
  /** Aborts when the user interrupts: the step stops waiting, and what it started elsewhere goes on. */
  signal: AbortSignal;
}

/** How long after a step was throttled it starts over, ms: the SDK has been patient for half a minute by then. */
const THROTTLED_PAUSE_MS = 15_000;

/** How long a step is started over for nothing but throttling, ms. */
const THROTTLED_LIMIT_MS = 15 * 60_000;

/** A piece of work and what it waits for. */
export interface Step {
  id: string;
  title: string;
  region?: string;
  /** Of a step that deploys or deletes a stack. */
  stackName?: string;
  /** Ids of the steps whose success it needs. */
  after: readonly string[];
  /** Looks first and does what is left to do: it may be started over. */
  run(context: StepContext): Promise<StepDone>;
}

export type StepOutcome =
  | { status: 'succeeded' | 'unchanged' | 'under-way'; detail?: string; seconds: number }
  | { status: 'failed'; error: unknown; seconds: number }
  /** The user interrupted while it ran: what it started in AWS goes on. */
  | { status: 'interrupted'; seconds: number }
  /** Never started: for a step that it needs, or for an interrupt; `waiting` when what it needs is under way. */
  | { status: 'skipped'; because: string; waiting?: true };

/** Outcomes by step id, in the order of the steps. */
export type GraphResult = ReadonlyMap<string, StepOutcome>;

/**
 * Runs steps, each as soon as those that it waits for are done. When one fails, what needs it is skipped and everything
 * else goes on; once the signal aborts, no step starts any more.
 *
 * Never rejects for what a step throws: that is its outcome.
 *
 * @throws Error when the steps do not make a graph: an unknown id, one id twice, a cycle
 */
export async function runGraph(
  steps: readonly Step[],
  options: { clock: Clock; report: Report; signal: AbortSignal },
): Promise<GraphResult> {
  checkGraph(steps);
  const { clock, report, signal } = options;
  report({ type: 'plan', steps: steps.map(({ id, title, region, after }) => ({ id, title, region, after })) });

  const running = new Map<string, Promise<StepOutcome>>();
  for (const step of inOrder(steps)) {
    const inputs = step.after.map(async (id) => ({ id, outcome: await running.get(id) }));
    running.set(
      step.id,
      Promise.all(inputs).then(async (done) => {
        const missing = done.find(({ outcome }) => outcome?.status !== 'succeeded' && outcome?.status !== 'unchanged');
        const outcome: StepOutcome = signal.aborted
          ? { status: 'skipped', because: 'interrupted' }
          : missing
            ? { status: 'skipped', because: `needs ${titleOf(steps, missing.id)}`, ...isWaiting(missing.outcome) }
            : await runStep(step, { clock, report, signal });
        report({ type: 'step', id: step.id, ...announcement(outcome) });
        return outcome;
      }),
    );
  }
  const outcomes = await Promise.all(
    steps.map(async (step) => [step.id, await running.get(step.id)] as [string, StepOutcome]),
  );
  return new Map(outcomes);
}

async function runStep(
  step: Step,
  { clock, report, signal }: { clock: Clock; report: Report; signal: AbortSignal },
): Promise<StepOutcome> {
  const start = clock.monotonic();
  report({ type: 'step', id: step.id, status: 'started' });
  try {
    return { ...(await runPatiently(step, { clock, report, signal })), seconds: secondsSince(clock, start) };
  } catch (error) {
    const seconds = secondsSince(clock, start);
    return signal.aborted ? { status: 'interrupted', seconds } : { status: 'failed', error, seconds };
  }
}

/**
 * Runs a step, and again while AWS refuses it for nothing but how often it is asked: other tools may keep an account at
 * its limits for longer than the SDK tries, and what a step has under way goes on meanwhile.
 */
async function runPatiently(
  step: Step,
  { clock, report, signal }: { clock: Clock; report: Report; signal: AbortSignal },
): Promise<StepDone> {
  const start = clock.monotonic();
  for (;;) {
    try {
      return await step.run({ report, signal });
    } catch (error) {
      const throttled = error instanceof CvsError && error.code === 'THROTTLED';
      if (!throttled || clock.monotonic() - start >= THROTTLED_LIMIT_MS) throw error;
      const message = `${error.message}; going on in ${THROTTLED_PAUSE_MS / 1000} s`;
      report({ type: 'activity', id: step.id, message });
      await clock.sleep(THROTTLED_PAUSE_MS, signal);
    }
  }
}

function isWaiting(outcome: StepOutcome | undefined): { waiting?: true } {
  const waits = outcome?.status === 'under-way' || (outcome?.status === 'skipped' && outcome.waiting);
  return waits ? { waiting: true } : {};
}

/** As progress events have it, which know no interrupt. */
function announcement(outcome: StepOutcome): {
  status: 'succeeded' | 'unchanged' | 'failed' | 'skipped';
  detail?: string;
  seconds?: number;
} {
  switch (outcome.status) {
    case 'failed':
      return { status: 'failed', detail: messageOf(outcome.error), seconds: outcome.seconds };
    case 'interrupted':
      return { status: 'failed', detail: 'interrupted; what AWS had started goes on', seconds: outcome.seconds };
    case 'skipped':
      return { status: 'skipped', detail: outcome.because };
    case 'under-way':
      return { status: 'succeeded', detail: 'under way in AWS', seconds: outcome.seconds };
    default:
      return { ...outcome, status: outcome.status };
  }
}

function titleOf(steps: readonly Step[], id: string): string {
  return steps.find((step) => step.id === id)?.title ?? id;
}

function checkGraph(steps: readonly Step[]): void {
  const ids = new Set(steps.map((step) => step.id));
  if (ids.size !== steps.length) throw new Error('Two steps have the same id.');
  for (const step of steps) {
    for (const id of step.after)
      if (!ids.has(id)) throw new Error(`Step ${step.id} waits for ${id}, which is no step.`);
  }
}

/** Each step after those that it waits for. */
function inOrder(steps: readonly Step[]): Step[] {
  const ordered: Step[] = [];
  const placed = new Set<string>();
  while (ordered.length < steps.length) {
    const ready = steps.filter((step) => !placed.has(step.id) && step.after.every((id) => placed.has(id)));
    if (ready.length === 0) throw new Error('The steps wait for each other in a circle.');
    for (const step of ready) {
      ordered.push(step);
      placed.add(step.id);
    }
  }
  return ordered;
}
