import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { TEMPLATE_NAMES, type TemplateName } from '../../../src/lib/assets/assets.js';
import type { Cluster, StreamRegion } from '../../../src/lib/cluster/cluster.js';
import { checkCluster, clusterJsonSchema } from '../../../src/lib/cluster/schema.js';
import { detectorParameters } from '../../../src/lib/parts/stacks/stack-parameters.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { EXAMPLE_CLUSTER_FILE } from '../../support/example-cluster.js';

interface Parameter {
  AllowedPattern?: string;
  AllowedValues?: string[];
  MinValue?: number;
  MaxValue?: number;
  MaxLength?: number;
}

function parametersOf(template: TemplateName): Readonly<Record<string, Parameter>> {
  const text = readFileSync(join(packageRoot, 'templates', `${template}.yaml`), 'utf8');
  return parse(text, { logLevel: 'silent' }).Parameters;
}

function parameterOf(template: TemplateName, name: string): Parameter {
  return parametersOf(template)[name] as Parameter;
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

const certificate = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/0a1b2c3d-0000`;
const REGIONS = ['eu-west-1', 'ap-southeast-7', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'eusc-de-east-1', 'eu'];

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
    [
      topic('on-call'),
      topic('a'.repeat(256)),
      topic('a'.repeat(257)),
      topic('a b'),
      'on-call',
      topic('on-call').replace('aws', 'aws-cn'),
    ],
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
  ['copilot', 'RegionOne', ['regions', 0, 'region'], REGIONS],
  ['copilot', 'RegionTwo', ['regions', 1, 'region'], REGIONS.slice(1)],
  [
    'stale-playlist-detector',
    'SPDQualityKey',
    ['detector', 'qualityKey'],
    ['com.example-mqcs', '*a', `a${'b'.repeat(63)}`, `a${'b'.repeat(64)}`, 'A', 'a b'],
  ],
  [
    'clustered-video-stream',
    'ViewerDomainName',
    ['masterPlaylist', 'domainName'],
    ['live.example.com', `${'a.'.repeat(126)}a`, `${'a.'.repeat(127)}a`, 'live', 'Live.example.com', 'a..b', 'a.b/'],
  ],
  [
    'clustered-video-stream',
    'ViewerCertificateArn',
    ['masterPlaylist', 'certificateArn'],
    [certificate('us-east-1'), certificate('eu-west-1'), certificate('us-east-1').replace('aws', 'aws-us-gov'), 'c'],
  ],
  ['copilot', 'HoldDown', ['failover', 'holdDown'], [0, 3600, 3601, -1]],
  [
    'copilot',
    'ClusteredVideoStreamName',
    ['name'],
    ['fin', 'fi', 'f'.repeat(40), 'f'.repeat(41), '1final', 'final-', 'final.2', 'Final-2'],
  ],
];

/** Parameters that no single setting is behind, and what makes their values. */
const MADE: Readonly<Record<string, string>> = {
  PlaylistAlertTopicArn: 'output of the detector stack',
  ObservationTopicArn: 'output of the detector stack',
  RegionOneOriginAccessControl: 'output of the instance stack',
  RegionTwoOriginAccessControl: 'output of the instance stack',
  RegionOneMasterPlaylistBucket: 'output of the instance stack',
  RegionTwoMasterPlaylistBucket: 'output of the instance stack',
  CopilotLambdaArn: 'output of the copilot stack',
  CopilotLambdaVersion: 'output of the copilot stack',
  CreateStateTable: 'whether there is a table',
  DeletionProtection: 'yes or no, of stateTable.deletionProtection',
  CredentialOrigins: 'the list players.credentialOrigins: see below',
  FormerKeys: 'keys of the copilot that it had before',
  RerouteMap: 'what the streams allow',
  Peers: 'the other region: see below',
  SPDName: 'cluster and region: see below',
};

/** Parameters that have the values of another one. */
const SAME: Readonly<Record<string, string>> = {
  RegionOneCloudfrontDistributionId: 'CloudfrontDistributionId',
  RegionTwoCloudfrontDistributionId: 'CloudfrontDistributionId',
  RegionOneDistributionDomain: 'DistributionDomain',
  RegionTwoDistributionDomain: 'DistributionDomain',
};

const PARAMETERS = TEMPLATE_NAMES.flatMap((template) =>
  Object.keys(parametersOf(template)).map((name): [TemplateName, string] => [template, name]),
);

test.each(PARAMETERS)('%s %s is compared with the cluster file, or known to be made', (template, name) => {
  const as = SAME[name] ?? name;
  if (Object.hasOwn(MADE, as)) return;
  const place = PLACES.find(([, parameter]) => parameter === as);
  expect(place).toBeDefined();
  // The same limits wherever the parameter is, but that some templates can do without a value.
  const compared = parametersOf(place?.[0] as TemplateName)[as] as Parameter;
  const own = parametersOf(template)[name] as Parameter;
  const limits = ({ AllowedPattern, ...rest }: Parameter) => {
    const { AllowedValues, MinValue, MaxValue, MaxLength } = rest;
    return {
      pattern: AllowedPattern?.replace(/^\^\((.*)\)\?\$$/, '^$1$'),
      AllowedValues,
      MinValue,
      MaxValue,
      MaxLength,
    };
  };
  expect(limits(own)).toEqual(limits(compared));
});

describe('values that are made fit too, at their longest', () => {
  const region = { region: `ap-${'a'.repeat(16)}-1`, distributionDomain: `${'d'.repeat(32)}.cloudfront.net` };
  const longest = 'x'.repeat(1024 - 'https://'.length);
  const checked = checkCluster(parse(EXAMPLE_CLUSTER_FILE)) as { cluster: Cluster };
  const regions = checked.cluster.regions.map((one) => ({
    ...one,
    ...region,
    originPlaylistUrl: `https://${longest}`,
  }));
  const cluster = { ...checked.cluster, name: 'n'.repeat(40), regions };
  const made = (name: string) => detectorParameters(cluster, regions[0] as StreamRegion)[name];

  test.each(['Peers', 'SPDName'])('%s', (name) => {
    expect(templateTakes(parameterOf('stale-playlist-detector', name), made(name))).toBe(true);
  });

  test('players.credentialOrigins: CloudFormation’s parameters have 4,096 bytes', () => {
    const site = (index: number) => `https://${'a'.repeat(200)}${index}.example`;
    const sites = Array.from({ length: 20 }, (_, index) => site(index));
    expect(fileTakes(['players', 'credentialOrigins'], sites)).toBe(false);
    expect(fileTakes(['players', 'credentialOrigins'], sites.slice(0, 18))).toBe(true);
  });

  test('assets.version is a tag of every resource', () => {
    expect(fileTakes(['assets', 'version'], '1'.repeat(128))).toBe(true);
    expect(fileTakes(['assets', 'version'], '1'.repeat(129))).toBe(false);
  });
});

test('settings of the cluster file that are no parameter are known', () => {
  const compared = new Set(PLACES.map(([, , path]) => path.filter((key) => typeof key === 'string').join('.')));
  const others = settingsOf(clusterJsonSchema() as Schema).filter((path) => !compared.has(path));
  expect(others).toEqual([
    'version',
    'assets.bucketBaseName',
    'assets.project',
    'assets.version',
    'assets.encryption',
    'assets.kmsKey',
    'masterPlaylist.steering',
    'masterPlaylist.allowPartial',
    'players.credentialOrigins',
    'players.queryTokens',
    'distributionSettings.errorCachingMinTtl',
    'distributionSettings.connectionAttempts',
    'distributionSettings.connectionTimeout',
    'distributionSettings.responseTimeout',
    'stateTable.deletionProtection',
    'board.production',
    'tags',
  ]);
});

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** Paths of the settings, without the places in lists. */
function settingsOf(schema: Schema, path = ''): string[] {
  const { properties, items } = schema;
  if (items?.properties) return settingsOf(items, path);
  if (!properties) return [path];
  return Object.entries(properties).flatMap(([key, one]) => settingsOf(one, path ? `${path}.${key}` : key));
}

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
