import { expect, test } from '@jest/globals';
import { partOptions } from '../../src/cli/deployment-flags.js';

test('every flag counts', () => {
  const topics = ['arn:aws:sns:eu-west-1:123456789012:ops'];
  expect(
    partOptions({
      'create-buckets': true,
      tags: ['team=live', 'filter=a=b', 'empty='],
      'role-arn': 'arn:aws:iam::123456789012:role/deployer',
      'notification-arns': topics,
      'on-failure': 'keep',
      'skip-resource': ['Topic', 'Detector'],
    }),
  ).toEqual({
    createBuckets: true,
    wishes: {
      tags: { team: 'live', filter: 'a=b', empty: '' },
      roleArn: 'arn:aws:iam::123456789012:role/deployer',
      notificationArns: topics,
      onFailure: 'keep',
      skipResources: ['Topic', 'Detector'],
    },
  });
});

test('without flags the cluster file and CloudFormation decide', () => {
  expect(partOptions({})).toEqual({ createBuckets: false, wishes: {} });
});

test.each([
  ['live', 'it has no key'],
  ['=live', 'it has no key'],
  ['aws:team=live', 'AWS’s own'],
  ['cvs:cluster=other', 'cvs finds resources by them'],
  [`team=${'a'.repeat(257)}`, 'at most 256'],
  // aws/aws-sdk-go#2891: a comma in a tag is refused by the service that is tagged, in the middle of a creation.
  ['when=Monday, 14-Oct', 'IAM takes only letters'],
  ['team=🎬', 'IAM takes only letters'],
])('"%s" is not a valid tag', (tag, why) => {
  expect(() => partOptions({ tags: [tag] })).toThrow(new RegExp(`is not a valid tag: .*${why}`));
});

test('tags may have letters of any script', () => {
  expect(partOptions({ tags: ['équipe=Événements', '部門=映像'] }).wishes?.tags).toEqual({
    équipe: 'Événements',
    部門: '映像',
  });
});

test.each([
  ['arn:aws-cn:iam::123456789012:role/r', /is in AWS China \(partition aws-cn\): cvs needs Lambda@Edge/],
  ['arn:aws-us-gov:iam::123456789012:role/r', /GovCloud/],
  ['arn:aws-iso-b:iam::123456789012:role/r', /the partition aws-iso-b/],
  ['deployer', /"deployer" is not the ARN of a role/],
  ['arn:aws:iam::123456789012:user/ann', /is not the ARN of a role/],
])('--role-arn %s is refused', (roleArn, message) => {
  expect(() => partOptions({ 'role-arn': roleArn })).toThrow(message);
});

test('topics of another partition are refused', () => {
  expect(() => partOptions({ 'notification-arns': ['arn:aws-cn:sns:cn-north-1:123456789012:ops'] })).toThrow(/China/);
});
