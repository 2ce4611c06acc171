import { describe, expect, test } from '@jest/globals';
import { mapped, type PathPair, prefixPairs } from '../../../src/lib/reroute/path-pairs.js';

describe('pairs of prefixes', () => {
  test.each<[string, PathPair[], PathPair[]]>([
    ['one folder', [['/out/one/a.m3u8', '/out/two/a.m3u8']], [['/out/one/', '/out/two/']]],
    [
      'a folder below it that all have in common',
      [
        ['/one/live/a.m3u8', '/two/live/a.m3u8'],
        ['/one/live/v/1.ts', '/two/live/v/1.ts'],
      ],
      [['/one/live/', '/two/live/']],
    ],
    ['the same paths', [['/live/a.m3u8', '/live/a.m3u8']], [['/live/', '/live/']]],
    ['another depth', [['/a.m3u8', '/x/y/a.m3u8']], [['/', '/x/y/']]],
    [
      'two folders',
      [
        ['/m/one/a.m3u8', '/m/two/a.m3u8'],
        ['/s/11/1.ts', '/s/22/1.ts'],
      ],
      [
        ['/m/one/', '/m/two/'],
        ['/s/11/', '/s/22/'],
      ],
    ],
    [
      'a folder inside another one',
      [
        ['/live/a.m3u8', '/two/a.m3u8'],
        ['/live/x/1.ts', '/y/1.ts'],
      ],
      [
        ['/live/', '/two/'],
        ['/live/x/', '/y/'],
      ],
    ],
  ])('%s', (_, paths, expected) => {
    const pairs = prefixPairs(paths) as readonly PathPair[];
    expect(pairs).toEqual(expected);
    for (const [own, other] of paths) expect(mapped(pairs, own)).toBe(other);
  });

  test.each<[string, PathPair[]]>([
    ['other names', [['/one/a.m3u8', '/two/b.m3u8']]],
    [
      'one folder that becomes two',
      [
        ['/one/1.ts', '/x/1.ts'],
        ['/one/2.ts', '/y/2.ts'],
      ],
    ],
    [
      'two folders that become one',
      [
        ['/x/1.ts', '/one/1.ts'],
        ['/y/2.ts', '/one/2.ts'],
      ],
    ],
  ])('there are none for %s', (_, paths) => {
    expect(prefixPairs(paths)).toHaveProperty('unlike');
  });
});
