import { describe, expect, test } from '@jest/globals';
import { CachedFetch } from '../../../../../src/sandbox/services/cloudfront/edge/cached-fetch.js';
import { ObjectCache } from '../../../../../src/sandbox/services/cloudfront/edge/object-cache.js';
import { FakeClock } from '../../../../support/fake-clock.js';

interface Answer {
  status: number;
  cacheControl?: string;
  /** How long the origin takes. */
  afterMs?: number;
  cacheable?: boolean;
}

/** A cache before an origin that gives these answers in turn, the last one for ever. */
function cacheBefore(answers: Answer[], errorMinTtlS = 10, minTtlS = 0) {
  const clock = new FakeClock();
  const cached = new CachedFetch(new ObjectCache(), clock);
  const rules = {
    minTtlS,
    defaultTtlS: 60,
    maxTtlS: 600,
    query: 'none' as const,
    headers: [],
    forwardHeaders: [],
    forwardQuery: false,
  };
  const request = { id: '', method: 'GET', uri: '/x', query: '', headers: {}, clientIp: '' };
  let asked = 0;
  const fetch = async () => {
    const {
      status,
      cacheControl,
      afterMs = 0,
      cacheable = true,
    } = answers[Math.min(asked, answers.length - 1)] as Answer;
    asked += 1;
    if (afterMs) await clock.sleep(afterMs);
    const headers: Record<string, string> = cacheControl === undefined ? {} : { 'cache-control': cacheControl };
    const response = { status, headers, body: Buffer.from(`answer ${asked}`) };
    return { response, cacheable, originInTrouble: status >= 500 };
  };
  return {
    clock,
    get: async () => {
      const { response, xCache } = await cached.serve('/x', request, rules, () => errorMinTtlS, fetch);
      return `${response.status} ${response.body.toString()} ${xCache.split(' ')[0]}`;
    },
    asked: () => asked,
  };
}

describe('requests for one object while the origin is asked for it', () => {
  test('wait, and get the same response', async () => {
    const { clock, get, asked } = cacheBefore([{ status: 200, cacheControl: 'max-age=1', afterMs: 500 }]);
    const all = Promise.all([get(), get(), get()]);
    await clock.advance(500);
    expect(await all).toEqual(['200 answer 1 Miss', '200 answer 1 Hit', '200 answer 1 Hit']);
    expect(asked()).toBe(1);
  });

  test('wait through a timeout, and get the error even where errors are not kept', async () => {
    const { clock, get, asked } = cacheBefore([{ status: 504, afterMs: 2000 }], 0);
    const all = Promise.all([get(), get()]);
    await clock.advance(2000);
    expect(await all).toEqual(['504 answer 1 Error', '504 answer 1 Error']);
    // The next one is not kept waiting by what is over.
    const next = get();
    await clock.advance(2000);
    expect([await next, asked()]).toEqual(['504 answer 2 Error', 2]);
  });

  test.each(['no-store', 'private', 'no-cache', 'max-age=0', 's-maxage=0'])(
    'ask for themselves when the response says %s and the minimum TTL is 0',
    async (cacheControl) => {
      const { clock, get, asked } = cacheBefore([{ status: 404, cacheControl, afterMs: 10 }], 0);
      const all = Promise.all([get(), get()]);
      await clock.advance(20);
      expect((await all).map((one) => one.split(' ')[0])).toEqual(['404', '404']);
      expect(asked()).toBe(2);
    },
  );

  test('get a no-store response where the minimum TTL is more than 0', async () => {
    const { clock, get, asked } = cacheBefore([{ status: 200, cacheControl: 'no-store', afterMs: 10 }], 10, 1);
    const all = Promise.all([get(), get()]);
    await clock.advance(20);
    await all;
    expect(asked()).toBe(1);
  });

  test('ask for themselves when a function failed', async () => {
    const { clock, get, asked } = cacheBefore([{ status: 502, cacheable: false, afterMs: 10 }, { status: 200 }]);
    const all = Promise.all([get(), get()]);
    await clock.advance(20);
    expect(await all).toEqual(['502 answer 1 Error', '200 answer 2 Miss']);
    expect(asked()).toBe(2);
  });
});

describe('an expired object whose origin answers 5xx', () => {
  const good = (cacheControl: string) => ({ status: 200, cacheControl });

  test('is served on, and the origin is asked again after the error caching minimum TTL', async () => {
    const { clock, get, asked } = cacheBefore([good('max-age=1'), { status: 503 }]);
    await get();
    await clock.advance(1000);
    expect(await get()).toBe('200 answer 1 Hit');
    await clock.advance(9999);
    expect([await get(), asked()]).toEqual(['200 answer 1 Hit', 2]);
    await clock.advance(1);
    expect([await get(), asked()]).toEqual(['200 answer 1 Hit', 3]);
  });

  test('is served on at each request where errors are not kept, and is replaced as soon as the origin is well', async () => {
    const { clock, get, asked } = cacheBefore([good('max-age=1'), { status: 503 }, { status: 503 }, good('')], 0);
    await get();
    await clock.advance(1000);
    expect([await get(), await get(), await get()]).toEqual([
      '200 answer 1 Hit',
      '200 answer 1 Hit',
      '200 answer 4 Miss',
    ]);
    expect(asked()).toBe(4);
  });

  test('is served for as long as stale-if-error says', async () => {
    const { clock, get } = cacheBefore([good('max-age=1, stale-if-error=4'), { status: 503 }], 1);
    await get();
    await clock.advance(4999);
    expect(await get()).toBe('200 answer 1 Hit');
    await clock.advance(1000);
    expect(await get()).toBe('503 answer 3 Error');
    const never = cacheBefore([good('max-age=1, stale-if-error=0'), { status: 503 }]);
    await never.get();
    await never.clock.advance(1000);
    expect(await never.get()).toBe('503 answer 2 Error');
  });
});

test('an error without an expired object is kept for the error caching minimum TTL', async () => {
  const { clock, get, asked } = cacheBefore([{ status: 503 }, { status: 200 }]);
  await get();
  await clock.advance(9999);
  expect([await get(), asked()]).toEqual(['503 answer 1 Error', 1]);
  await clock.advance(1);
  expect(await get()).toBe('200 answer 2 Miss');
  const notKept = cacheBefore([{ status: 503 }, { status: 200 }], 0);
  await notKept.get();
  expect(await notKept.get()).toBe('200 answer 2 Miss');
});
