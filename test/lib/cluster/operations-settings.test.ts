import { expect, test } from '@jest/globals';
import { checkCluster } from '../../../src/lib/cluster/schema.js';
import { springFinal } from '../../support/spring-final.js';

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-0000-1111-2222-333344445555';
const topic = (region: string) => `arn:aws:sns:${region}:111122223333:on-call`;

/** The fixture's cluster file with other settings. */
function check(settings: { masterPlaylist?: object; stateTable?: object; alarmTopicArn?: string }) {
  const { alarmTopicArn, ...rest } = settings;
  const [first, ...others] = springFinal.regions;
  return checkCluster({ ...springFinal, ...rest, regions: [{ ...first, alarmTopicArn }, ...others] });
}

test('alarms notify a topic of their region, the viewers’ domain has a certificate, the table may be protected', () => {
  const settings = {
    alarmTopicArn: topic('eu-west-1'),
    masterPlaylist: { domainName: 'live.example.com', certificateArn: CERTIFICATE },
    stateTable: { deletionProtection: true },
  };
  expect(check(settings)).toMatchObject({
    cluster: {
      regions: [{ alarmTopicArn: topic('eu-west-1') }, {}],
      masterPlaylist: { domainName: 'live.example.com', certificateArn: CERTIFICATE },
      stateTable: { deletionProtection: true },
    },
  });
});

test.each<[string, Parameters<typeof check>[0], string, string]>([
  [
    'a topic of another region',
    { alarmTopicArn: topic('eu-west-2') },
    'regions.0.alarmTopicArn',
    'is not in eu-west-1',
  ],
  ['a topic that is none', { alarmTopicArn: 'on-call' }, 'regions.0.alarmTopicArn', 'must be the ARN of an SNS topic'],
  ['a domain without a certificate', { masterPlaylist: { domainName: 'a.example' } }, 'masterPlaylist', 'together'],
  ['a certificate without a domain', { masterPlaylist: { certificateArn: CERTIFICATE } }, 'masterPlaylist', 'together'],
  [
    'a certificate of another region',
    { masterPlaylist: { domainName: 'a.example', certificateArn: CERTIFICATE.replace('us-east-1', 'eu-west-1') } },
    'masterPlaylist.certificateArn',
    'in us-east-1',
  ],
  [
    'a choice that is none, of what to do where ladders differ',
    { masterPlaylist: { allowPartial: 'yes' } },
    'masterPlaylist.allowPartial',
    'boolean',
  ],
])('%s is refused where it stands', (_, settings, path, message) => {
  const result = check(settings);
  const issues = 'issues' in result ? result.issues : [];
  expect(issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([
    [path, expect.stringContaining(message)],
  ]);
});
