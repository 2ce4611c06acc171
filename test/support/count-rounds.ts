import { setImmediate } from 'node:timers/promises';
import type { Rule } from '../../src/sandbox/api/pipeline.js';

/** What only deployments call: Lambda functions, which run by themselves, call DynamoDB and SNS. */
const SERVICES = ['cloudformation', 'cloudfront', 's3', 'sts'];

/** Without a new call for so long, those that are held are one round, ms. */
const QUIET_MS = 40;

/** Counts how often work waits for AWS before it can ask on: every call is held until no other comes beside it. */
export class RoundCounter {
  #held: (() => void)[] | undefined;
  #rounds = 0;

  readonly intercept: Rule = async ({ service }) => {
    if (!this.#held || !SERVICES.includes(service)) return undefined;
    const held = this.#held;
    await new Promise<void>((resolve) => {
      held.push(resolve);
      if (held.length === 1) void this.#letGo(held);
    });
    return undefined;
  };

  async during(work: () => Promise<unknown>): Promise<number> {
    this.#held = [];
    this.#rounds = 0;
    try {
      await work();
      return this.#rounds;
    } finally {
      for (const go of this.#held.splice(0)) go();
      this.#held = undefined;
    }
  }

  async #letGo(held: (() => void)[]): Promise<void> {
    for (let known = 0; known < held.length; ) {
      known = held.length;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      // On a busy machine the timer is due before the calls that are already there have been read.
      for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    }
    this.#rounds += 1;
    for (const go of held.splice(0)) go();
  }
}
