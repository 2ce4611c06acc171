import { describe, expect, test } from '@jest/globals';
import { parseCluster } from '../../../src/lib/cluster/load.js';
import { strangeHost } from '../../../src/lib/cluster/playlist-host.js';
import { EXAMPLE_CLUSTER_FILE } from '../../support/example-cluster.js';

const OWN = 'd111111abcdef8.cloudfront.net';
const member = (host: string) => ({
  distributionDomain: OWN,
  distributionPlaylistUrl: `https://${host}/out/index.m3u8`,
});

test.each([
  [OWN, [], undefined],
  [OWN.toUpperCase(), [], undefined],
  ['live.example.com', ['live.example.com'], undefined],
  ['live.example.com', ['Live.Example.COM'], undefined],
  ['live.example.com', ['*.example.com'], undefined],
  ['a.live.example.com', ['*.example.com'], 'a.live.example.com'],
  ['example.com', ['*.example.com'], 'example.com'],
  ['live.example.com', [], 'live.example.com'],
  ['live.example.com:8443', ['live.example.com'], 'live.example.com:8443'],
  ['d222222abcdef8.cloudfront.net', ['live.example.com'], 'd222222abcdef8.cloudfront.net'],
])('%s with the aliases %j', (host, aliases, strange) => {
  expect(strangeHost(member(host), aliases)).toBe(strange);
});

describe('a cluster file', () => {
  const written = (host: string) => EXAMPLE_CLUSTER_FILE.replace(`Url: https://${OWN}/`, `Url: https://${host}/`);

  test('may have an alias: only CloudFront knows whose it is', () => {
    expect(() => parseCluster(written('live.example.com'), 'cvs.yaml')).not.toThrow();
  });

  test.each(['d222222abcdef8.cloudfront.net', 'd333333abcdef8.cloudfront.net'])(
    'may not have the URL of another distribution, %s',
    (host) => {
      expect(() => parseCluster(written(host), 'cvs.yaml')).toThrow(
        `cvs.yaml:6:30: regions[0].distributionPlaylistUrl has the host ${host}, which is another distribution than ${OWN}`,
      );
    },
  );
});
