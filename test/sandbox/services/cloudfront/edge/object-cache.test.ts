import { expect, test } from '@jest/globals';
import {
  MAX_BYTES,
  MAX_OBJECTS,
  ObjectCache,
} from '../../../../../src/sandbox/services/cloudfront/edge/object-cache.js';

const object = (uri: string, bytes = 1) => ({
  response: { status: 200, headers: {}, body: Buffer.alloc(bytes) },
  uri,
  storedAtMs: 0,
  expiresAtMs: 1,
  freshUntilMs: 1,
});

test('an edge that runs for days holds no more bytes than its bound, and drops what was used least recently', () => {
  const cache = new ObjectCache();
  const bytes = MAX_BYTES / 8;
  cache.put('/kept', object('/kept', bytes));
  for (let segment = 0; segment < 100; segment += 1) {
    cache.put(`/${segment}`, object(`/${segment}`, bytes));
    cache.get('/kept');
  }
  expect(cache.bytes).toBe(MAX_BYTES);
  expect(cache.get('/kept')).toBeDefined();
  expect(cache.get('/99')).toBeDefined();
  expect(cache.get('/92')).toBeUndefined();
});

test('objects without a body are bounded by number', () => {
  const cache = new ObjectCache();
  for (let index = 0; index < 3 * MAX_OBJECTS; index += 1) cache.put(`/${index}`, object(`/${index}`, 0));
  expect(cache.size).toBe(MAX_OBJECTS);
});

test('an object that is larger than the bound is the only one', () => {
  const cache = new ObjectCache();
  cache.put('/small', object('/small'));
  cache.put('/large', object('/large', MAX_BYTES + 1));
  expect([cache.size, cache.bytes, cache.get('/large')?.uri]).toEqual([1, MAX_BYTES + 1, '/large']);
});

test('what is replaced, deleted or invalidated does not count any more', () => {
  const cache = new ObjectCache();
  for (const uri of ['/a', '/a', '/b', '/c/d']) cache.put(uri, object(uri, 10));
  cache.delete('/b');
  cache.invalidate(['/c/*']);
  expect([cache.size, cache.bytes]).toEqual([1, 10]);
});
