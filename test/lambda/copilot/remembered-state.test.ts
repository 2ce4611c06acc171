import { describe, expect, test } from '@jest/globals';
import { RememberedState } from '../../../lambda/copilot/remembered-state.js';
import type { ClusterState } from '../../../src/lib/serving/what-to-serve.js';
import { FakeClock } from '../../support/fake-clock.js';
import { CONFIG, ONE } from './events.js';

const read = (open: boolean): ClusterState => ({
  distributions: [{ domain: ONE, region: 'eu-west-1', open, drained: false }],
  health: new Map(),
});
const OPEN = read(true);
const CLOSED = read(false);

/** A state whose replicas answer as they are told, after so many ms; `undefined` ms never answers. */
function remembered() {
  const clock = new FakeClock();
  const asked: string[] = [];
  const answers: Record<string, { afterMs?: number; state?: ClusterState }> = {};
  const state = new RememberedState({
    members: CONFIG.members,
    replicas: ['eu-west-1', 'eu-west-2'],
    clock,
    log: () => {},
    async read(replica) {
      asked.push(replica);
      const { afterMs, state } = answers[replica] ?? { afterMs: 0 };
      if (afterMs === undefined) return new Promise(() => {});
      if (afterMs > 0) await clock.sleep(afterMs);
      if (!state) throw new Error(`${replica} refuses`);
      return state;
    },
  });
  return {
    clock,
    asked,
    answers,
    /** Whether the first distribution is open, once the decision has been made within `ms`. */
    async open(ms = 0) {
      const pending = state.get();
      await clock.advance(ms);
      return (await pending).distributions[0]?.open;
    },
    get: () => state.get(),
  };
}

describe('RememberedState', () => {
  test('asks the nearest replica only', async () => {
    const { answers, asked, open } = remembered();
    answers['eu-west-1'] = { afterMs: 0, state: CLOSED };
    expect(await open()).toBe(false);
    expect(asked).toEqual(['eu-west-1']);
  });

  test('reads once a second, however many ask', async () => {
    const { answers, asked, clock, get, open } = remembered();
    answers['eu-west-1'] = { afterMs: 50, state: CLOSED };
    const many = Promise.all(Array.from({ length: 200 }, get));
    await clock.advance(50);
    await many;
    await clock.advance(999);
    await open();
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    await open(50);
    expect(asked).toHaveLength(2);
  });

  test('knows what it reads after its clock was set back by an hour', async () => {
    const { answers, clock, open } = remembered();
    answers['eu-west-1'] = { afterMs: 0, state: OPEN };
    expect(await open()).toBe(true);
    const set = clock.now() - 3_600_000;
    clock.now = () => set;
    answers['eu-west-1'] = { afterMs: 0, state: CLOSED };
    expect(await open()).toBe(false);
  });

  test.each([
    ['refuses', { afterMs: 0 }, 0],
    ['hangs', {}, 300],
    ['is slow', { afterMs: 301, state: OPEN }, 300],
  ])('goes to the next replica when one %s', async (_, first, ms) => {
    const { answers, asked, open } = remembered();
    answers['eu-west-1'] = first;
    answers['eu-west-2'] = { afterMs: 0, state: CLOSED };
    expect(await open(ms)).toBe(false);
    expect(asked).toEqual(['eu-west-1', 'eu-west-2']);
  });

  test('when no replica is reachable the last known state is used', async () => {
    const { answers, clock, open } = remembered();
    answers['eu-west-1'] = { afterMs: 0, state: CLOSED };
    await open();
    await clock.advance(1000);
    answers['eu-west-1'] = {};
    answers['eu-west-2'] = {};
    expect(await open(600)).toBe(false);
  });

  test('before anything is known all are open, and that is remembered for a second as well', async () => {
    const { answers, asked, clock, open } = remembered();
    answers['eu-west-1'] = {};
    answers['eu-west-2'] = {};
    expect(await open(2000)).toBe(true);
    await clock.advance(999);
    expect(await open()).toBe(true);
    // Twice each; then no more often than an instance that is awake.
    expect(asked).toHaveLength(4);
    await clock.advance(1);
    expect(await open(600)).toBe(true);
    expect(asked).toHaveLength(6);
  });

  test('an answer that comes too late for its request serves the next one', async () => {
    const { answers, clock, open } = remembered();
    answers['eu-west-1'] = { afterMs: 0, state: OPEN };
    await open();
    await clock.advance(1000);
    answers['eu-west-1'] = { afterMs: 800, state: CLOSED };
    answers['eu-west-2'] = {};
    expect(await open(600)).toBe(true);
    await clock.advance(200);
    expect(await open()).toBe(false);
  });

  describe('after it has slept', () => {
    async function slept() {
      const world = remembered();
      world.answers['eu-west-1'] = { afterMs: 0, state: CLOSED };
      expect(await world.open()).toBe(false);
      await world.clock.advance(60_000);
      return world;
    }

    test('it does not close what was opened meanwhile, though new connections are slow', async () => {
      const { answers, open } = await slept();
      answers['eu-west-1'] = { afterMs: 850, state: OPEN };
      answers['eu-west-2'] = {};
      expect(await open(850)).toBe(true);
    });

    test('it asks again where its old connections are found dead', async () => {
      const { answers, asked, open } = await slept();
      asked.length = 0;
      const after = { afterMs: 0, state: OPEN };
      for (const replica of ['eu-west-1', 'eu-west-2']) {
        Object.defineProperty(answers, replica, {
          get: () => (asked.filter((one) => one === replica).length > 1 ? after : { afterMs: 0 }),
        });
      }
      expect(await open()).toBe(true);
      expect(asked).toEqual(['eu-west-1', 'eu-west-2', 'eu-west-1']);
    });

    test('when no replica is reachable it waits once, and the last known state is used', async () => {
      const { answers, clock, open } = await slept();
      answers['eu-west-1'] = {};
      answers['eu-west-2'] = {};
      expect(await open(2000)).toBe(false);
      await clock.advance(1000);
      expect(await open(600)).toBe(false);
    });
  });

  test('says when the reading began that it is from, also when no later one is answered', async () => {
    const { answers, clock, get } = remembered();
    const startMs = clock.now();
    answers['eu-west-1'] = { afterMs: 200, state: CLOSED };
    const first = get();
    await clock.advance(200);
    expect((await first).readAtMs).toBe(startMs);
    answers['eu-west-1'] = { afterMs: undefined };
    answers['eu-west-2'] = { afterMs: undefined };
    await clock.advance(1500);
    const second = get();
    await clock.advance(1000);
    expect((await second).readAtMs).toBe(startMs);
  });

  test('a late answer never undoes a newer one', async () => {
    const { answers, clock, open } = remembered();
    answers['eu-west-1'] = { afterMs: 5000, state: OPEN };
    answers['eu-west-2'] = { afterMs: 0, state: CLOSED };
    expect(await open(300)).toBe(false);
    answers['eu-west-1'] = { afterMs: 0, state: CLOSED };
    await clock.advance(4700);
    expect(await open()).toBe(false);
  });
});
