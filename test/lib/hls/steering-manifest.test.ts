import { describe, expect, test } from '@jest/globals';
import { readSteeringManifest, steeringUrl } from '../../../src/lib/hls/steering-manifest.js';

describe('a steering manifest', () => {
  test('says how long it holds, and the priority', () => {
    expect(readSteeringManifest('{"VERSION":1,"TTL":5,"RELOAD-URI":"?x=1","PATHWAY-PRIORITY":["b","a"]}')).toEqual({
      ttlS: 5,
      reloadUri: '?x=1',
      priority: ['b', 'a'],
      clones: [],
    });
    const clones = '"PATHWAY-CLONES":[{"ID":"c","BASE-ID":"b"},null,{"BASE-ID":"b"}]';
    expect(
      readSteeringManifest(`{"VERSION":1,"PATHWAY-PRIORITY":["b"],${clones}}`)?.clones.map(({ id }) => id),
    ).toEqual(['c']);
    expect(readSteeringManifest('{"VERSION":1,"PATHWAY-PRIORITY":["b"]}')?.ttlS).toBe(300);
  });

  test.each([
    ['"10"', 10],
    ['" "', 300],
    ['"soon"', 300],
    ['-1', 300],
    ['0', 300],
    ['null', 300],
    ['[10]', 300],
  ])('with TTL %s holds for %p s, as players have it', (ttl, ttlS) => {
    const manifest = readSteeringManifest(`{"VERSION":1,"TTL":${ttl},"PATHWAY-PRIORITY":["b"]}`);
    expect(manifest).toMatchObject({ ttlS, oddTtl: ttl });
  });

  test.each(['', 'null', '[]', '{}', '{"VERSION":2,"PATHWAY-PRIORITY":["a"]}', '{"VERSION":1,"PATHWAY-PRIORITY":[1]}'])(
    'is not %j',
    (text) => {
      expect(readSteeringManifest(text)).toBeUndefined();
    },
  );

  test('is asked for with where the player is and how fast', () => {
    const url = 'http://master.test/steering.json?session=7';
    expect(steeringUrl(url, 'eu-west-1', 2_500_000.4)).toBe(
      'http://master.test/steering.json?session=7&_HLS_pathway=eu-west-1&_HLS_throughput=2500000',
    );
    expect(steeringUrl(url, 'eu-west-1', undefined)).toBe(
      'http://master.test/steering.json?session=7&_HLS_pathway=eu-west-1',
    );
  });
});
