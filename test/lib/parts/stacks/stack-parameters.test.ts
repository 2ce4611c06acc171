import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import {
  checkRegionCount,
  clusterParameters,
  copilotParameters,
  detectorParameters,
  instanceParameters,
  stackTags,
} from '../../../../src/lib/parts/stacks/stack-parameters.js';
import { springFinal } from '../../../support/spring-final.js';

const member = springFinal.regions[1];
if (!member) throw new Error('The fixture has two regions.');

const instanceOutputs = (region: string) => ({
  MasterPlaylistBucket: `bucket-${region}`,
  OriginAccessControl: `OAC-${region}`,
  CloudfrontDistributionId: `E-${region}`,
});
const copilotOutputs = {
  CopilotLambdaArn: 'arn:aws:lambda:us-east-1:123456789012:function:copilot',
  CopilotLambdaVersion: '7',
};

const built = {
  'stale-playlist-detector': detectorParameters(springFinal, member),
  copilot: copilotParameters(springFinal, { RerouteMap: 'none#null' }),
  'clustered-video-stream-instance': instanceParameters(springFinal, member, {
    TopicArn: 'arn:aws:sns:eu-west-2:123456789012:t',
  }),
  'clustered-video-stream': clusterParameters(springFinal, instanceOutputs, copilotOutputs, true),
};

// Unchanged stacks are recognised without a change set only when no parameter is left to its default.
test.each(Object.entries(built))('%s gets every parameter of its template, and no other', async (name, parameters) => {
  const template = parse(await readFile(new URL(`../../../../templates/${name}.yaml`, import.meta.url), 'utf8'), {
    logLevel: 'silent',
  });
  expect(Object.keys(parameters).sort()).toEqual(Object.keys(template.Parameters).sort());
  for (const [key, value] of Object.entries(parameters)) {
    const { AllowedPattern, AllowedValues } = template.Parameters[key];
    if (AllowedValues) expect(AllowedValues).toContain(value);
    if (AllowedPattern && value && !/^(bucket|OAC|E)-/.test(value)) expect(value).toMatch(new RegExp(AllowedPattern));
  }
});

describe('outputs travel as parameters', () => {
  test('each region’s into its own', () => {
    expect(built['clustered-video-stream']).toMatchObject({
      RegionOne: 'eu-west-1',
      RegionOneMasterPlaylistBucket: 'bucket-eu-west-1',
      RegionTwo: 'eu-west-2',
      RegionTwoOriginAccessControl: 'OAC-eu-west-2',
      RegionTwoCloudfrontDistributionId: 'E-eu-west-2',
      CopilotLambdaVersion: '7',
      CreateStateTable: 'yes',
    });
  });

  test('an instance gets its own region’s distribution and topic', () => {
    expect(built['clustered-video-stream-instance']).toMatchObject({
      CloudfrontDistributionId: 'E2A2B3C4D5E6F7',
      PlaylistAlertTopicArn: 'arn:aws:sns:eu-west-2:123456789012:t',
    });
  });
});

test('a third region is refused, because the templates take two', () => {
  const three = { ...springFinal, regions: [...springFinal.regions, { ...member, region: 'us-west-2' }] };
  expect(() => checkRegionCount(three)).toThrow(/spring-final has 3 regions/);
});

describe('what operations ask for', () => {
  const arn = 'arn:aws:sns:eu-west-2:111122223333:on-call';
  const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b';

  test('a region’s alarms notify its topic, and nobody where it has none', () => {
    const watched = { ...member, alarmTopicArn: arn };
    expect(detectorParameters(springFinal, watched).AlarmTopicArn).toBe(arn);
    expect(instanceParameters(springFinal, watched, { TopicArn: 't' }).AlarmTopicArn).toBe(arn);
    expect(built['stale-playlist-detector'].AlarmTopicArn).toBe('');
  });

  test('a domain with its certificate, and a protected table', () => {
    const cluster = {
      ...springFinal,
      masterPlaylist: { ...springFinal.masterPlaylist, domainName: 'live.example.com', certificateArn },
      stateTable: { deletionProtection: true },
    };
    expect(clusterParameters(cluster, instanceOutputs, copilotOutputs, true)).toMatchObject({
      ViewerDomainName: 'live.example.com',
      ViewerCertificateArn: certificateArn,
      DeletionProtection: 'yes',
    });
    expect(built['clustered-video-stream']).toMatchObject({ ViewerDomainName: '', DeletionProtection: 'no' });
  });

  test('tags say whose a stack is, whatever the user’s say', () => {
    expect(stackTags({ ...springFinal, tags: { team: 'live', 'cvs:cluster': 'other' } })).toEqual({
      team: 'live',
      'cvs:cluster': 'spring-final',
      'cvs:version': '1.0.0',
    });
  });
});
