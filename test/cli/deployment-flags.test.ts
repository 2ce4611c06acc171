import { expect, test } from '@jest/globals';
import { stackWishes } from '../../src/cli/deployment-flags.js';

test('every flag is a wish', () => {
  const topics = ['arn:aws:sns:eu-west-1:123456789012:ops'];
  expect(
    stackWishes({
      tags: ['team=live', 'filter=a=b', 'empty='],
      'role-arn': 'arn:aws:iam::123456789012:role/deployer',
      'notification-arns': topics,
      'on-failure': 'keep',
      'skip-resource': ['Topic', 'Detector'],
    }),
  ).toEqual({
    tags: { team: 'live', filter: 'a=b', empty: '' },
    roleArn: 'arn:aws:iam::123456789012:role/deployer',
    notificationArns: topics,
    onFailure: 'keep',
    skipResources: ['Topic', 'Detector'],
  });
});

test('without flags the cluster file and CloudFormation decide', () => {
  expect(stackWishes({})).toEqual({});
});

test.each(['live', '=live'])('"%s" is not a valid tag', (tag) => {
  expect(() => stackWishes({ tags: [tag] })).toThrow(`"${tag}" is not a valid tag.`);
});
