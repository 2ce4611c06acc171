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

test.each(['live', '=live'])('"%s" is not a valid tag', (tag) => {
  expect(() => partOptions({ tags: [tag] })).toThrow(`"${tag}" is not a valid tag.`);
});
