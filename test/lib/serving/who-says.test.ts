import { describe, expect, test } from '@jest/globals';
import { preference } from '../../../src/lib/serving/what-to-serve.js';
import { type ObserverWord, whoSays } from '../../../src/lib/serving/who-says.js';

const NOW = 1_800_000_000_000;
const MEMBERS = ['one', 'two', 'three'].map((region) => ({ region, domain: `d-${region}` }));
const BEAT = { heartbeatMs: 10_000 };

/** What an observer said so many seconds ago; a minus begins a stale word, with the seconds since when it is stale. */
type Said = number | readonly [agoS: number, staleForS: number];

function word(observer: string, said: Said, more: Partial<ObserverWord> = {}): ObserverWord {
  const [agoS, staleForS] = typeof said === 'number' ? [said] : said;
  const observedAtMs = NOW - agoS * 1000;
  const staleSinceMs = staleForS === undefined ? undefined : NOW - staleForS * 1000;
  return { observer, fresh: staleForS === undefined, observedAtMs, staleSinceMs, ...BEAT, ...more };
}

/** What each observer says: `by → of → when`. */
type Table = Record<string, Record<string, Said>>;

function wordsOf(table: Table): Map<string, ObserverWord[]> {
  const of = (region: string) =>
    Object.entries(table).flatMap(([by, said]) => {
      const own = said[region];
      return own === undefined ? [] : [word(by, own)];
    });
  return new Map(MEMBERS.map(({ region, domain }) => [domain, of(region)]));
}

function judged(table: Table) {
  const health = whoSays(MEMBERS, wordsOf(table), NOW);
  return Object.fromEntries(
    MEMBERS.flatMap(({ region, domain }) => {
      const one = health.get(domain);
      return one ? [[region, [one.fresh ? 'fresh' : 'stale', ...(one.saidBy ?? [])]]] : [];
    }),
  );
}

const STALE = (agoS: number, staleForS = agoS + 30): Said => [agoS, staleForS];

describe('who says whether a stream is stale', () => {
  test.each<[string, Table, ReturnType<typeof judged>]>([
    ['nobody has reported', {}, {}],
    [
      'the own observer alone',
      { one: { one: 3 }, two: { two: STALE(3) } },
      { one: ['fresh', 'one'], two: ['stale', 'two'] },
    ],
    [
      'all agree',
      { one: { one: 3, two: STALE(4) }, two: { one: 5, two: STALE(2) } },
      { one: ['fresh', 'one'], two: ['stale', 'two'] },
    ],
    [
      'an observer of another region reports before the own one does',
      { two: { one: 4, two: 4 } },
      { one: ['fresh', 'two'], two: ['fresh', 'two'] },
    ],
    [
      'two regions blame each other: each is believed of its own stream',
      { one: { one: 3, two: STALE(3) }, two: { one: STALE(3), two: 3 } },
      { one: ['fresh', 'one'], two: ['fresh', 'two'] },
    ],
    [
      'an observer that sees every stream stale while another sees them fresh has lost its network',
      { one: { one: STALE(3), two: STALE(3) }, two: { one: 3, two: 3 } },
      { one: ['fresh', 'two'], two: ['fresh', 'two'] },
    ],
    [
      'an observer that has lost its network, and whose stream is stale for others too',
      { one: { one: STALE(3), two: STALE(3) }, two: { one: STALE(3), two: 3 } },
      { one: ['stale', 'two'], two: ['fresh', 'two'] },
    ],
    [
      'all streams are stale, as everybody sees',
      { one: { one: STALE(3), two: STALE(3) }, two: { one: STALE(3), two: STALE(3) } },
      { one: ['stale', 'one'], two: ['stale', 'two'] },
    ],
    [
      'an observer that sees its own stream stale and another fresh is believed, whatever others see',
      { one: { one: STALE(3), two: 3 }, two: { one: 3, two: 3 } },
      { one: ['stale', 'one'], two: ['fresh', 'two'] },
    ],
    [
      'an observer without peers is not taken for one that lost its network',
      { one: { one: STALE(3) }, two: { one: 3, two: 3 } },
      { one: ['stale', 'one'], two: ['fresh', 'two'] },
    ],
    [
      'a region is lost with its detector: one heartbeat is missing, and another has seen it turn stale since',
      { one: { one: 14, two: 14 }, two: { one: STALE(1, 10), two: 1 } },
      { one: ['stale', 'two'], two: ['fresh', 'two'] },
    ],
    [
      'the same before the heartbeat was due: not yet',
      { one: { one: 9, two: 9 }, two: { one: STALE(1, 6), two: 1 } },
      { one: ['fresh', 'one'], two: ['fresh', 'two'] },
    ],
    [
      'a heartbeat is missing, and another saw the stream stale before the own observer last saw it fresh',
      { one: { one: 14, two: 14 }, two: { one: STALE(1, 200), two: 1 } },
      { one: ['fresh', 'one'], two: ['fresh', 'two'] },
    ],
    [
      'three heartbeats are missing: the others are believed, whatever they saw before',
      { one: { one: 34, two: 34 }, two: { one: STALE(1, 200), two: 1 } },
      { one: ['stale', 'two'], two: ['fresh', 'two'] },
    ],
    [
      'a detector that died while its stream was stale, in a region that is well',
      { one: { one: STALE(3600), two: 3600 }, two: { one: 2, two: 2 } },
      { one: ['fresh', 'two'], two: ['fresh', 'two'] },
    ],
    [
      'a detector that died while its stream was stale, and nobody else looks',
      { one: { one: STALE(3600) }, two: { two: 2 } },
      { one: ['stale', 'one'], two: ['fresh', 'two'] },
    ],
    [
      'the own observer is silent and most others see it stale',
      { one: { one: 100 }, two: { one: STALE(2), two: 2 }, three: { one: STALE(5), three: 3 }, four: { one: 1 } },
      { one: ['stale', 'two', 'three'], two: ['fresh', 'two'], three: ['fresh', 'three'] },
    ],
    [
      'the own observer is silent and the others contradict each other: its silence decides',
      { one: { one: 100 }, two: { one: 1, two: 1 }, three: { one: STALE(8), three: 8 } },
      { one: ['stale', 'three'], two: ['fresh', 'two'], three: ['fresh', 'three'] },
    ],
    [
      'an other that has lost its network has no voice',
      { one: { one: 100 }, two: { one: STALE(1), two: STALE(1) }, three: { one: 2, two: 2, three: 2 } },
      { one: ['fresh', 'three'], two: ['fresh', 'three'], three: ['fresh', 'three'] },
    ],
    [
      'all are silent: as it was when the last of them was heard',
      { one: { one: 900, two: 900 }, two: { one: STALE(600), two: 600 } },
      { one: ['stale', 'two'], two: ['fresh', 'two'] },
    ],
    [
      'all are silent, since the same moment: the own observer',
      { one: { one: STALE(600), two: 600 }, two: { one: 601, two: 601 } },
      { one: ['stale', 'one'], two: ['fresh', 'two'] },
    ],
    [
      'a word from the future is not heard',
      { one: { one: -7200 }, two: { one: STALE(2), two: 2 } },
      { one: ['stale', 'two'], two: ['fresh', 'two'] },
    ],
    ['a word from the future, and no other', { one: { one: STALE(-7200) } }, { one: ['stale', 'one'] }],
    [
      'a clock that is a second ahead',
      { one: { one: -1 }, two: { one: STALE(2), two: 2 } },
      { one: ['fresh', 'one'], two: ['fresh', 'two'] },
    ],
  ])('%s', (_, table, expected) => {
    expect(judged(table)).toEqual(expected);
  });

  test('a detector that repeats itself each minute is heard for three', () => {
    const other = word('two', STALE(2, 400));
    const own = (agoS: number) => word('one', agoS, { heartbeatMs: undefined });
    const of = (agoS: number) => whoSays(MEMBERS, new Map([['d-one', [own(agoS), other]]]), NOW).get('d-one')?.fresh;
    expect([of(59), of(180), of(184)]).toEqual([true, true, false]);
  });

  test('a stream that others see fresh counts its hold-down from when its silent observer said stale last', () => {
    const table = { one: { one: STALE(40) }, two: { one: 2, two: 2 } };
    expect(whoSays(MEMBERS, wordsOf(table), NOW).get('d-one')?.recoveredAtMs).toBe(NOW - 40_000);
  });

  /** The own observer was heard last 100 s ago, and again since 20 s ago. */
  const BACK = { silentFromMs: NOW - 100_000, heardSinceMs: NOW - 20_000 };
  const recovered = (agoS: number) => ({ recoveredAtMs: NOW - agoS * 1000 });

  test.each<[string, ObserverWord, ObserverWord[], readonly [string, number?]]>([
    ['another one still sees it stale', word('one', 2, BACK), [word('two', [3, 90])], ['stale']],
    [
      'one of two others still sees it stale',
      word('one', 2, BACK),
      [word('two', 1), word('three', [3, 90])],
      ['stale'],
    ],
    ['another one sees it fresh again', word('one', 2, BACK), [word('two', 3, recovered(5))], ['fresh', 5]],
    [
      'another one saw it fresh before the own observer was back',
      word('one', 2, BACK),
      [word('two', 3, recovered(30))],
      ['fresh', 30],
    ],
    ['nobody else saw it stale meanwhile', word('one', 2, BACK), [word('two', 3)], ['fresh']],
    [
      'another one had seen it stale before: its path is broken',
      word('one', 2, BACK),
      [word('two', [3, 500])],
      ['fresh'],
    ],
    [
      'another one sees it stale since it is back: its path has broken',
      word('one', 2, BACK),
      [word('two', [3, 10])],
      ['fresh'],
    ],
    [
      'another one saw it stale long after it was back',
      word('one', 2, { silentFromMs: NOW - 900_000, heardSinceMs: NOW - 800_000 }),
      [word('two', 3, recovered(5))],
      ['fresh'],
    ],
    ['the one that saw it stale has fallen silent', word('one', 2, BACK), [word('two', [40, 90])], ['fresh', 20]],
    ['one that had seen it stale before has fallen silent', word('one', 2, BACK), [word('two', [40, 500])], ['fresh']],
    ['nobody else looks', word('one', 2, BACK), [], ['fresh']],
    ['it had been stale itself', word('one', 2, { ...BACK, ...recovered(8) }), [word('two', 3)], ['fresh', 8]],
    [
      'a heartbeat is missing, and another one saw it turn stale and fresh since',
      word('one', 20),
      [word('two', 3, recovered(4))],
      ['fresh', 4],
    ],
    [
      'a heartbeat is missing, and another one saw it fresh again before',
      word('one', 20),
      [word('two', 3, recovered(25))],
      ['fresh'],
    ],
  ])('a region whose observer was away: %s', (_, own, others, [is, recoveredAgoS]) => {
    const health = whoSays(MEMBERS, new Map([['d-one', [own, ...others]]]), NOW).get('d-one');
    const recoveredAtMs = recoveredAgoS === undefined ? undefined : NOW - recoveredAgoS * 1000;
    expect([health?.fresh ? 'fresh' : 'stale', health?.recoveredAtMs]).toEqual([is, recoveredAtMs]);
  });

  test('a region that only an observer without its network still sees stale is fresh', () => {
    const own = word('one', 2, BACK);
    const cutOff = [word('two', [3, 90])];
    const words = new Map([
      ['d-one', [own, ...cutOff]],
      ['d-two', [word('two', [3, 90]), word('one', 2)]],
    ]);
    expect(whoSays(MEMBERS, words, NOW).get('d-one')?.fresh).toBe(true);
  });

  test('what a region is aligned with stays known while others still see it stale', () => {
    const own = word('one', 2, { ...BACK, alignedWith: ['two', 'three'] });
    const others = [word('two', [3, 90], { alignedWith: [] }), word('three', 3, { alignedWith: ['three'] })];
    const health = whoSays(MEMBERS, new Map([['d-one', [own, ...others]]]), NOW).get('d-one');
    expect(health).toMatchObject({ fresh: false, saidBy: ['two'], alignedWith: ['three'] });
  });

  test('what an observer that lost its network said holds nothing down', () => {
    const table = { one: { one: STALE(3), two: STALE(3) }, two: { one: 3, two: 3 } };
    expect(whoSays(MEMBERS, wordsOf(table), NOW).get('d-one')?.recoveredAtMs).toBeUndefined();
  });

  test('players leave a region that is lost together with its detector', () => {
    const health = whoSays(MEMBERS, wordsOf({ one: { one: 14, two: 14 }, two: { one: STALE(1, 10), two: 1 } }), NOW);
    const distributions = MEMBERS.slice(0, 2).map((one) => ({ ...one, open: true, drained: false }));
    expect(preference({ distributions, health }, NOW).map(({ region }) => region)).toEqual(['two', 'one']);
  });

  test('what it is aligned with is by the word that is believed', () => {
    const own = word('one', 2, { alignedWith: ['two'] });
    const other = word('two', 1, { alignedWith: [] });
    expect(whoSays(MEMBERS, new Map([['d-one', [own, other]]]), NOW).get('d-one')?.alignedWith).toEqual(['two']);
  });

  test.each<[string, ObserverWord, ObserverWord]>([
    ['is lost with its detector', word('one', 14), word('two', STALE(1, 10))],
    ['has an observer that is silent', word('one', 40), word('two', STALE(1, 10))],
  ])(
    'streams that its own observer saw differ stay so while the others do not know: a region that %s',
    (_, own, other) => {
      const words = new Map([['d-one', [{ ...own, alignedWith: [] }, other]]]);
      expect(whoSays(MEMBERS, words, NOW).get('d-one')).toMatchObject({ fresh: false, alignedWith: [] });
    },
  );

  test('of a region that is lost, each of the others says whether its own region can stand in', () => {
    const own = word('one', 40, { alignedWith: ['two', 'three'] });
    const two = word('two', STALE(2, 10), { alignedWith: ['two'] });
    const three = word('three', STALE(1, 10), { alignedWith: [] });
    const of = (...said: ObserverWord[]) => whoSays(MEMBERS, new Map([['d-one', said]]), NOW).get('d-one')?.alignedWith;
    expect(of(own, two, three)).toEqual(['two']);
    expect(of(own, three)).toEqual(['two']);
    expect(of(own, two)).toEqual(['three', 'two']);
  });
});
