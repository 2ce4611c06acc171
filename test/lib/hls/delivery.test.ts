import { expect, test } from '@jest/globals';
import { PLAYER_ORIGIN, readDelivery } from '../../../src/lib/hls/delivery.js';

const read = (headers: Record<string, string>) => readDelivery(new Headers(headers));

test.each([
  [{}, undefined],
  [{ 'cache-control': 'max-age=3' }, 3],
  [{ 'cache-control': 'max-age=3, s-maxage=1' }, 1],
  [{ 'cache-control': 'Max-Age=3, no-store' }, 0],
  [{ 'cache-control': 'private' }, 0],
  [{ 'cache-control': 'max-age="7"' }, 7],
  [{ 'cache-control': 's-maxage=soon, max-age=2' }, 2],
  [{ 'cache-control': 'x-max-age=9' }, undefined],
  [{ 'cache-control': 'public' }, undefined],
  [{ date: 'Thu, 01 Jan 2026 00:00:00 GMT', expires: 'Thu, 01 Jan 2026 00:00:04 GMT' }, 4],
  [{ date: 'Thu, 01 Jan 2026 00:00:00 GMT', expires: 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
  [{ expires: '0' }, 0],
])('%j is a lifetime of %s s', (sent, lifetimeS) => {
  expect(read(sent as Record<string, string>).lifetimeS).toBe(lifetimeS);
});

test.each([
  [{}, undefined],
  [{ age: '0' }, 0],
  [{ age: '45' }, 45],
  [{ age: 'old' }, undefined],
])('%j is an age of %s s', (sent, ageS) => {
  expect(read(sent as Record<string, string>).ageS).toBe(ageS);
});

test('a server that repeats the player’s site allows every site', () => {
  expect(read({}).allowOrigin).toBeUndefined();
  const { allowOrigin } = read({ 'access-control-allow-origin': PLAYER_ORIGIN });
  expect(allowOrigin).toBe('*');
  expect(read({ 'access-control-allow-origin': 'https://a.example' }).allowOrigin).toBe('https://a.example');
});
