import { expect, test } from '@jest/globals';
import { compareReplicas } from '../../../src/lib/doctor/read-replicas.js';
import type { StateReading } from '../../../src/lib/state/state-reading.js';

const DOMAIN = 'd1.cloudfront.net';
const NOTHING = { why: 'no answer within 2.5 s' };

/** What a replica says: whether the distribution is open, and when it was seen to be fresh last. */
function says(open: boolean, observedAtMs = 0): StateReading {
  const asRead = { domain: DOMAIN, distro_open: open };
  return {
    state: { distributions: [], health: new Map() },
    words: new Map([[DOMAIN, [{ observer: 'one', fresh: true, observedAtMs }]]]),
    items: new Map([[DOMAIN, { domain: DOMAIN, open, updatedAt: '2026-01-01T00:00:00Z', asRead }]]),
    replica: '',
    nowMs: 0,
    unanswered: [],
  };
}

/** Two replicas that say these things, one after the other; a time of 0 s passes between. */
async function compare(...rounds: (readonly [StateReading | typeof NOTHING, StateReading | typeof NOTHING])[]) {
  const waited: number[] = [];
  const left = rounds.map(
    ([one, two]) =>
      new Map([
        ['one', one],
        ['two', two],
      ]),
  );
  const table = {
    regions: ['one', 'two'],
    members: [{ region: 'one', domain: DOMAIN }],
    async readFrom(region: string) {
      return left[waited.length]?.get(region) ?? NOTHING;
    },
  };
  const clock = {
    async sleep(ms: number) {
      waited.push(ms);
    },
  };
  const result = await compareReplicas(table, clock, new AbortController().signal);
  return { ...result, waited };
}

test('replicas that agree are read once', async () => {
  expect(await compare([says(true), says(true)])).toEqual({
    compared: ['one', 'two'],
    differences: [],
    unanswered: [],
    waited: [],
  });
});

test('a difference that goes by itself is none', async () => {
  const { differences, waited } = await compare([says(false), says(true)], [says(false), says(false)]);
  expect(differences).toEqual([]);
  expect(waited).toEqual([5000]);
});

test('a difference that stays is told, with what each replica says', async () => {
  const { differences } = await compare([says(false), says(true)], [says(false), says(true)]);
  expect(differences).toEqual([
    {
      domain: DOMAIN,
      item: 'distribution',
      says: [
        { region: 'one', text: 'closed since 2026-01-01T00:00:00Z' },
        { region: 'two', text: 'open since 2026-01-01T00:00:00Z' },
      ],
    },
  ]);
});

test('a health item that is renewed in one replica, and stays as it was in the other, is told', async () => {
  const { differences } = await compare([says(true, 60_000), says(true)], [says(true, 120_000), says(true)]);
  expect(differences).toMatchObject([
    {
      item: 'health as one observes it',
      says: [{ text: 'fresh at 1970-01-01T00:02:00.000Z' }, { text: 'fresh at 1970-01-01T00:00:00.000Z' }],
    },
  ]);
});

test('a health item that arrives late each time is not: what was there before has arrived', async () => {
  const { differences } = await compare([says(true, 60_000), says(true)], [says(true, 120_000), says(true, 60_000)]);
  expect(differences).toEqual([]);
});

test('a replica that does not answer is named, and the others are compared', async () => {
  const { compared, unanswered } = await compare([says(true), NOTHING]);
  expect(compared).toEqual(['one']);
  expect(unanswered).toEqual([{ region: 'two', why: NOTHING.why }]);
});
