import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { TemplateName } from '../../../src/lib/assets/assets.js';
import { checkCluster } from '../../../src/lib/cluster/schema.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { EXAMPLE_CLUSTER_FILE } from '../../support/example-cluster.js';

interface Parameter {
  AllowedPattern?: string;
  AllowedValues?: string[];
  MinValue?: number;
  MaxValue?: number;
  MaxLength?: number;
}

function parameterOf(template: TemplateName, name: string): Parameter {
  const text = readFileSync(join(packageRoot, 'templates', `${template}.yaml`), 'utf8');
  return parse(text, { logLevel: 'silent' }).Parameters[name];
}

/** As CloudFormation checks a value of a parameter ("Parameters", Template Reference). */
function templateTakes(parameter: Parameter, value: unknown): boolean {
  const text = String(value);
  const { AllowedPattern, AllowedValues, MinValue, MaxValue, MaxLength } = parameter;
  if (AllowedPattern && !new RegExp(`^(?:${AllowedPattern})$`).test(text)) return false;
  if (AllowedValues && !AllowedValues.includes(text)) return false;
  if (MaxLength !== undefined && text.length > MaxLength) return false;
  if (MinValue !== undefined && !(Number(value) >= MinValue)) return false;
  return MaxValue === undefined || Number(value) <= MaxValue;
}

/** Whether the cluster file takes a value at a place; other complaints than about this place do not count. */
function fileTakes(path: readonly (string | number)[], value: unknown): boolean {
  const file = parse(EXAMPLE_CLUSTER_FILE);
  let node = file;
  for (const key of path.slice(0, -1)) {
    node[key] ??= {};
    node = node[key];
  }
  node[path.at(-1) as string] = value;
  const checked = checkCluster(file);
  return 'cluster' in checked || !checked.issues.some((issue) => path.every((key, index) => issue.path[index] === key));
}

const OWN = 'https://d111111abcdef8.cloudfront.net';
const urls = [
  `${OWN}/index.m3u8`,
  `${OWN}/${'a'.repeat(1024 - OWN.length - 1)}`,
  `${OWN}/${'a'.repeat(1024 - OWN.length)}`,
  OWN,
  `${OWN}/`,
  `${OWN}/a b.m3u8`,
  `${OWN}/a"b.m3u8`,
  `${OWN}/<b>.m3u8`,
  `${OWN}/a\\b.m3u8`,
  `${OWN}/a\u0000b.m3u8`.replace('\u0000', '\t'),
  'ftp://d111111abcdef8.cloudfront.net/index.m3u8',
  'index.m3u8',
];
const topic = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;
const boundary = (name: string) => `arn:aws:iam::111122223333:policy/${name}`;

type Place = [template: TemplateName, parameter: string, path: (string | number)[], values: unknown[]];

const PLACES: Place[] = [
  ['stale-playlist-detector', 'DistributionPlaylistUrl', ['regions', 0, 'distributionPlaylistUrl'], urls],
  ['stale-playlist-detector', 'OriginPlaylistUrl', ['regions', 0, 'originPlaylistUrl'], urls],
  [
    'stale-playlist-detector',
    'DistributionDomain',
    ['regions', 0, 'distributionDomain'],
    [
      'd111111abcdef8.cloudfront.net',
      'd1.cloudfront.localhost:4570',
      'd1.cloudfront.localhost',
      'live.example.com',
      'd1.cloudfront.net:443',
      `${'d'.repeat(33)}.cloudfront.net`,
    ],
  ],
  [
    'stale-playlist-detector',
    'SPDDurationMultiplier',
    ['detector', 'durationMultiplier'],
    [1, 20, 2.5, 0.99, 20.01, 0, -1],
  ],
  ['stale-playlist-detector', 'SPDStaleTolerance', ['detector', 'staleTolerance'], [0.01, 1, 0.5, 0.009, 1.01, 0, 95]],
  [
    'stale-playlist-detector',
    'SPDChangeDetect',
    ['detector', 'changeDetect'],
    ['MEDIASEQUENCE', 'CONTENTHASH', 'contenthash'],
  ],
  [
    'stale-playlist-detector',
    'OtherPublisherArn',
    ['detector', 'otherPublisherArn'],
    ['arn:aws:iam::111122223333:role/a/b', 'arn:aws:iam::111122223333:user/a', 'role', 'arn:aws:iam::1:role/a'],
  ],
  [
    'clustered-video-stream-instance',
    'AlarmTopicArn',
    ['regions', 0, 'alarmTopicArn'],
    [topic('on-call'), topic('a'.repeat(256)), topic('a'.repeat(257)), topic('a b'), 'on-call'],
  ],
  [
    'clustered-video-stream-instance',
    'CloudfrontDistributionId',
    ['regions', 0, 'distributionId'],
    ['E1A2B3C4D5E6F7', 'E1A2B', 'D1A2B3C4D5E6F7', 'e1a2b3c4d5e6f7'],
  ],
  [
    'copilot',
    'PermissionsBoundaryArn',
    ['permissionsBoundaryArn'],
    [boundary('b'), 'arn:aws:iam::aws:policy/PowerUserAccess', boundary('a b'), 'arn:aws:iam::111122223333:role/b'],
  ],
  [
    'copilot',
    'MasterPlaylistKey',
    ['masterPlaylist', 'key'],
    ['live/playlist.m3u8', `${'a'.repeat(75)}.m3u8`, `${'a'.repeat(76)}.m3u8`, '/a.m3u8', 'a.mpd'],
  ],
  ['copilot', 'AutomaticFailover', ['failover', 'automatic'], ['reroute', 'steer', 'off', 'on']],
  ['copilot', 'HoldDown', ['failover', 'holdDown'], [0, 3600, 3601, -1]],
  [
    'copilot',
    'ClusteredVideoStreamName',
    ['name'],
    ['fin', 'fi', 'f'.repeat(40), 'f'.repeat(41), '1final', 'final-', 'final.2', 'Final-2'],
  ],
];

describe('what the cluster file takes, the template takes, and nothing else', () => {
  test.each(PLACES)('%s %s', (template, name, path, values) => {
    const parameter = parameterOf(template, name);
    for (const value of values) {
      expect({ value, taken: fileTakes(path, value) }).toEqual({ value, taken: templateTakes(parameter, value) });
    }
    const taken = values.map((value) => templateTakes(parameter, value));
    expect(new Set(taken)).toEqual(new Set([true, false]));
  });
});
