import { describe, expect, test } from '@jest/globals';
import { loadCluster, parseCluster } from '../../../src/lib/cluster/load.js';
import { CvsError } from '../../../src/lib/errors.js';
import { EXAMPLE_CLUSTER_FILE } from '../../support/example-cluster.js';

function refusal(text: string): CvsError {
  try {
    parseCluster(text, 'cvs.yaml');
  } catch (error) {
    if (error instanceof CvsError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('a cluster file that is right', () => {
  test('keeps the order of the regions and fills in every default', () => {
    const cluster = parseCluster(EXAMPLE_CLUSTER_FILE, 'cvs.yaml');
    expect(cluster.regions.map((one) => one.region)).toEqual(['eu-west-1', 'eu-west-2']);
    expect(cluster.assets).toEqual({ bucketBaseName: 'elementalrodeo99', project: 'cvs', version: '1.0.0' });
    expect(cluster.masterPlaylist).toEqual({ key: 'playlist.m3u8', steering: true });
    expect(cluster.failover).toEqual({ automatic: 'reroute', holdDown: 60 });
    expect(cluster.detector).toEqual({ durationMultiplier: 3, staleTolerance: 0.95, changeDetect: 'MEDIASEQUENCE' });
    expect(cluster.tags).toEqual({});
  });

  test('has domains in lower case: they are keys', () => {
    const cluster = parseCluster(
      EXAMPLE_CLUSTER_FILE.replace('d111111abcdef8.cloudfront.net\n', 'D111111ABCDEF8.cloudfront.net\n'),
      'cvs.yaml',
    );
    expect(cluster.regions[0]?.distributionDomain).toBe('d111111abcdef8.cloudfront.net');
  });
});

describe('a cluster file that is wrong', () => {
  test.each([
    [
      'a region that is none',
      ['region: eu-west-2', 'region: Ireland'],
      'cvs.yaml:8:13: regions[1].region must be an AWS region code such as eu-west-1 (is "Ireland")',
    ],
    [
      'a region twice',
      ['region: eu-west-2', 'region: eu-west-1'],
      'cvs.yaml:8:13: regions[1].region must be different in each stream region (is "eu-west-1")',
    ],
    [
      'an unknown key that is near a known one',
      ['assets:', 'detektor: {}\nassets:'],
      'cvs.yaml:13:1: detektor is not a known key; did you mean detector?',
    ],
    [
      'an unknown key inside of a region',
      ['    distributionId: E7F6', '    distributionID: E7F6'],
      /cvs\.yaml:9:5: regions\[1\]\.distributionID is not a known key \(is "E7F6D5C4B3A2E1"\); did you mean distributionId\?/,
    ],
    [
      'an unknown key that is near none',
      ['{ bucketBaseName: elementalrodeo99 }', '{ bucketBaseName: elementalrodeo99, colour: red }'],
      'cvs.yaml:13:45: assets.colour is not a known key (is "red"); known here: bucketBaseName, project, version, encryption, kmsKey',
    ],
    [
      'a value that is none of those allowed',
      ['assets:', 'failover: { automatic: often }\nassets:'],
      /^cvs\.yaml:13:24: failover\.automatic .*"reroute"\|"steer"\|"off".* \(is "often"\)$/,
    ],
    ['a missing key', ['name: spring-final\n', ''], 'cvs.yaml:1:1: name is missing'],
    [
      'a URL that is none',
      ['distributionPlaylistUrl: https://d222222abcdef8', 'distributionPlaylistUrl: ftp://d222222abcdef8'],
      'cvs.yaml:11:30: regions[1].distributionPlaylistUrl must be an http or https URL of a playlist (is "ftp://d222222abcdef8.cloudfront.net/out/v1/def/index.m3u8")',
    ],
  ])('%s is named with its place and its value', (_what, [from, to], message) => {
    const error = refusal(EXAMPLE_CLUSTER_FILE.replace(from as string, to as string));
    if (message instanceof RegExp) expect(error.message).toMatch(message);
    else expect(error.message).toBe(message);
    expect(error.exitCode).toBe(2);
  });

  test('every problem is reported at once', () => {
    const error = refusal('name: x\nregions: []\n');
    expect(error.message).toContain('has 3 problems');
    expect(error.message).toContain('name must be 3 to 40');
    expect(error.message).toContain('regions needs two stream regions or more');
    expect(error.message).toContain('assets is missing');
  });

  test.each([
    ['broken YAML', 'name: [', /^cvs\.yaml:1:\d+ is not YAML/],
    ['an empty file', '', /name is missing/],
    ['a plain text', 'hello', /^cvs\.yaml:1:1/],
    ['an alias of nothing', 'name: *x', /^cvs\.yaml has an alias \(\*\) that cannot be resolved: .*: x$/],
    [
      'a file of aliases that multiply',
      [
        'a: &a [x, x, x, x, x, x, x, x, x]',
        ...['b', 'c', 'd', 'e', 'f', 'g'].map((key, index) => {
          const before = `*${'abcdef'[index]}`;
          return `${key}: &${key} [${Array.from({ length: 9 }, () => before).join(', ')}]`;
        }),
      ].join('\n'),
      /^cvs\.yaml has an alias \(\*\) that cannot be resolved: Excessive alias count/,
    ],
    ['brackets without end', '['.repeat(20_000), /^cvs\.yaml:1:\d+ is not YAML/],
  ])('%s is refused', (_what, text, message) => {
    expect(refusal(text).message).toMatch(message);
  });

  test('the error for a missing file says how to make one', async () => {
    const error = await loadCluster('/nowhere/cvs.yaml').catch((thrown) => thrown as CvsError);
    expect(error).toMatchObject({ code: 'CLUSTER_FILE_MISSING', exitCode: 2 });
    expect((error as CvsError).suggestions).toContain('Make one with: cvs init');
  });
});
