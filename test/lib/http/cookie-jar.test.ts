import { expect, test } from '@jest/globals';
import { CookieJar } from '../../../src/lib/http/cookie-jar.js';

/** What is sent to a URL after a server of `from` set these. */
async function sent(from: string, lines: readonly string[], to: string, laterMs = 0) {
  let now = 1_767_225_600_000;
  const jar = new CookieJar(() => now);
  await jar.take(new URL(from), lines);
  now += laterMs;
  return jar.headerFor(new URL(to));
}

const MASTER = 'https://live.example.com/event/index.m3u8';

test.each<[string, string[], string, string | undefined]>([
  ['one that belongs to the host', ['t=1'], 'https://live.example.com/event/v1.m3u8', 't=1'],
  ['several', ['a=1; Path=/', 'b=2; Path=/'], 'https://live.example.com/x', 'a=1; b=2'],
  [
    'one of the domain, to another host in it',
    ['t=1; Domain=example.com; Path=/'],
    'https://edge.example.com/v',
    't=1',
  ],
  ['none to another host', ['t=1; Path=/'], 'https://edge.example.com/v', undefined],
  ['none of a domain that is not the host’s', ['t=1; Domain=other.com; Path=/'], 'https://other.com/v', undefined],
  ['none of a top-level domain', ['t=1; Domain=com; Path=/'], 'https://other.com/v', undefined],
  ['none outside its path', ['t=1'], 'https://live.example.com/events/v1.m3u8', undefined],
  ['none that is secure over http', ['t=1; Secure; Path=/'], 'http://live.example.com/v', undefined],
  ['none that was taken back', ['t=1; Path=/', 't=; Max-Age=0; Path=/'], 'https://live.example.com/v', undefined],
  ['nothing of what is no cookie', ['', ';', '=;=', '\u0000'], 'https://live.example.com/event/v', undefined],
])('%s', async (_, lines, to, expected) => {
  expect(await sent(MASTER, lines, to)).toBe(expected);
});

test('none that has expired', async () => {
  const lines = ['t=1; Max-Age=60; Path=/'];
  expect(await sent(MASTER, lines, 'https://live.example.com/v', 59_000)).toBe('t=1');
  expect(await sent(MASTER, lines, 'https://live.example.com/v', 61_000)).toBeUndefined();
});
