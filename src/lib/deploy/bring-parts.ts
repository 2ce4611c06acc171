import { CvsError } from '../errors.js';
import type { Brought, Given, Outputs, Part, Want } from '../parts/part.js';
import { type Fact, View } from '../parts/view.js';
import type { Step, StepContext, StepDone } from './graph.js';
import type { DeployOptions } from './walk-options.js';
import { whenReachable } from './when-reachable.js';

/** How long a look speaks for what it saw, ms: about as long as a deployment takes that finds nothing to do. */
const FRESH_MS = 10_000;

/**
 * Brings parts to what they want, in the order of their steps.
 *
 * Everything is looked at when a deployment begins, all at once: steps wait for each other because of what they make,
 * and where there is nothing to make, there is nothing to wait for. That first look is used for one conclusion alone:
 * that there is nothing to do. Every part that has something to do is looked at again when it is its turn.
 */
export class Bringing {
  readonly given: Given = { outputsOf: (partId) => this.#outputs.get(partId) ?? {} };
  readonly #options: DeployOptions;
  readonly #first: View;
  readonly #firstLooks: ReadonlyMap<string, Promise<Fact<unknown>>>;
  readonly #outputs = new Map<string, Outputs>();
  readonly #facts = new Map<string, unknown>();
  readonly #outcomes = new Map<string, Brought>();

  constructor(options: DeployOptions, parts: readonly Part[]) {
    this.#options = options;
    this.#first = new View(options);
    this.#firstLooks = new Map(parts.map((part) => [part.id, this.#first.fact((view) => part.look(view))]));
  }

  /** The step in which a part is brought. */
  step(part: Part): Step {
    const { id, title, region, stackName, after } = part;
    return { id, title, region, stackName, after, run: (context) => this.#bring(part, context) };
  }

  /** What a part was brought to; undefined while it was not. */
  outcome(partId: string): Brought | undefined {
    return this.#outcomes.get(partId);
  }

  /** The facts that a part's outcome rests on. */
  factsOf<Facts>({ id }: Part<Facts>): Facts | undefined {
    return this.#facts.get(id) as Facts | undefined;
  }

  /** Stops what is still being looked at, and waits for it. */
  end(): Promise<void> {
    return this.#first.end();
  }

  async #bring(part: Part, context: StepContext): Promise<StepDone> {
    const first = await this.#firstLook(part);
    if (first) {
      const want = part.want(first.value, this.given);
      if (want.action === 'unchanged') return this.#settle(part, first.value, unchanged(want));
    }
    const facts = await this.#lookAgain(part, context.signal);
    const want = part.want(facts, this.given);
    if (want.action === 'unchanged') return this.#settle(part, facts, unchanged(want));
    if (want.action === 'blocked') throw want.error;
    const { clients, clock, random, detach } = this.#options;
    const partContext = { ...context, clients, clock, random, detach, stepId: part.id };
    const brought = await this.#patiently(context.signal, () => part.bring(facts, this.given, partContext));
    return this.#settle(part, facts, brought);
  }

  #settle({ id }: Part, facts: unknown, brought: Brought): StepDone {
    this.#facts.set(id, facts);
    this.#outcomes.set(id, brought);
    if (brought.outputs) this.#outputs.set(id, brought.outputs);
    return { status: brought.status, detail: brought.detail };
  }

  /**
   * What the first look found, as long as that is fresh. To ask again what was refused a moment ago, or gave no answer
   * for minutes, would not help.
   *
   * @throws what the first look was refused for
   */
  async #firstLook(part: Part): Promise<{ value: unknown } | undefined> {
    const fact = await (this.#firstLooks.get(part.id) as Promise<Fact<unknown>>);
    if (this.#options.clock.monotonic() - fact.atMs > FRESH_MS) return undefined;
    if (fact.known) return fact;
    if (isUnreachable(fact.error)) return undefined;
    throw fact.error;
  }

  #lookAgain(part: Part, signal: AbortSignal): Promise<unknown> {
    return this.#patiently(signal, async () => {
      const view = new View({ ...this.#options, signal });
      return part.look(view).finally(() => view.end());
    });
  }

  /** The state table may have come into being a moment ago. */
  #patiently<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const { clock, random } = this.#options;
    return whenReachable(work, { clock, random, signal });
  }
}

function unchanged({ why, outputs }: Extract<Want, { outputs?: Outputs }>): Brought {
  return { status: 'unchanged', detail: why, outputs };
}

function isUnreachable(error: unknown): boolean {
  return error instanceof CvsError && error.code === 'STATE_TABLE_UNREACHABLE';
}
