import { describe, expect, test } from '@jest/globals';
import { problemOf } from '../../../src/lib/doctor/read-cors.js';

const SITE = 'https://site.example';

type Case = [what: string, headers: Record<string, string>, problem: RegExp | undefined];

describe('a browser lets a player without credentials', () => {
  test.each<Case>([
    ['read what any site may', { 'access-control-allow-origin': '*' }, undefined],
    ['read what its site may', { 'access-control-allow-origin': SITE }, undefined],
    [
      'not read what another may',
      { 'access-control-allow-origin': 'https://a.example' },
      /origin: https:\/\/a\.example$/,
    ],
    ['not read what says nothing', {}, /^no access-control-allow-origin$/],
  ])('%s', (_what, headers, problem) => {
    const told = problemOf({ origin: SITE, credentials: false }, 404, new Headers(headers));
    if (problem) expect(told).toMatch(problem);
    else expect(told).toBeUndefined();
  });
});

describe('a browser lets a player with credentials', () => {
  const named = { 'access-control-allow-origin': SITE };
  test.each<Case>([
    ['not read what any site may', { 'access-control-allow-origin': '*' }, /^access-control-allow-origin: \*$/],
    ['not read what does not allow them', named, /^no access-control-allow-credentials: true$/],
    ['read what names its site and allows them', { ...named, 'access-control-allow-credentials': 'true' }, undefined],
  ])('%s', (_what, headers, problem) => {
    const told = problemOf({ origin: SITE, credentials: true }, 200, new Headers(headers));
    if (problem) expect(told).toMatch(problem);
    else expect(told).toBeUndefined();
  });
});

describe('a browser lets a player send its own headers', () => {
  const sends = ['authorization', 'cmcd-session'];
  const ask = (allowHeaders: string, credentials = false, status = 204) =>
    problemOf(
      { origin: SITE, credentials, sends },
      status,
      new Headers({
        'access-control-allow-origin': SITE,
        'access-control-allow-credentials': 'true',
        'access-control-allow-headers': allowHeaders,
      }),
    );

  test.each([
    ['*, Authorization', false],
    ['CMCD-Session,Authorization', true],
  ])('where they are allowed: %s', (allowed, credentials) => {
    expect(ask(allowed, credentials)).toBeUndefined();
  });

  test.each([
    ['*', false, 'authorization'],
    ['*, Authorization', true, 'cmcd-session'],
    ['Authorization', false, 'cmcd-session'],
    ['', false, 'authorization'],
  ])('and not where one is left out: %p with credentials %p', (allowed, credentials, left) => {
    expect(ask(allowed, credentials)).toBe(
      `access-control-allow-headers: ${allowed || 'none'}, which leaves out ${left}`,
    );
  });

  test('and not where the question is refused', () => {
    expect(ask('*, Authorization', false, 403)).toBe('OPTIONS answers 403');
  });
});
