import { expect, test } from '@jest/globals';
import { buildAssets } from '../../../../src/lib/assets/build-assets.js';
import { clusterStack, copilotStack, detectorStack } from '../../../../src/lib/parts/stacks/cluster-stacks.js';
import { type StackWishes, stackDefinition } from '../../../../src/lib/parts/stacks/stack-definition.js';
import { springFinal } from '../../../support/spring-final.js';

const cluster = { ...springFinal, tags: { team: 'sports', event: 'final' } };
const template = 'Resources: {}\n';
const assets = buildAssets(cluster.assets, {
  templates: {
    'stale-playlist-detector': template,
    copilot: template,
    'clustered-video-stream-instance': template,
    'clustered-video-stream': template,
  },
  code: { 'stale-playlist-detector': '1', 'playlist-alert-handler': '2', copilot: '3' },
});
const topic = (region: string) => `arn:aws:sns:${region}:123456789012:ops`;
const define = (stack: Parameters<typeof stackDefinition>[1], wishes?: StackWishes) =>
  stackDefinition({ cluster, assets, ...(wishes ? { wishes } : {}) }, stack, { Name: 'x' });

test('a wished tag wins over the cluster file’s, and none hides whose cluster it is', () => {
  expect(define(copilotStack(cluster), { tags: { team: 'live', night: 'yes' } }).tags).toEqual({
    team: 'live',
    event: 'final',
    night: 'yes',
    'cvs:cluster': cluster.name,
    'cvs:version': cluster.assets.version,
  });
});

test('each stack gets the topics of its own region, and one without any keeps what it has', () => {
  const wishes = { notificationArns: [topic('eu-west-1'), topic('us-east-1')] };
  expect(define(copilotStack(cluster), wishes).notificationArns).toEqual([topic('us-east-1')]);
  expect(define(detectorStack(cluster, 'eu-west-1'), wishes).notificationArns).toEqual([topic('eu-west-1')]);
  expect(define(detectorStack(cluster, 'eu-west-2'), wishes)).not.toHaveProperty('notificationArns');
});

test('role, choice on failure and skipped resources are handed on', () => {
  const wishes = { roleArn: 'arn:aws:iam::1:role/r', onFailure: 'keep', skipResources: ['Topic'] } as const;
  expect(define(copilotStack(cluster), wishes)).toMatchObject(wishes);
});

test('only the cluster stack is protected, unasked', () => {
  expect(define(clusterStack(cluster)).terminationProtection).toBe(true);
  expect(define(copilotStack(cluster))).not.toHaveProperty('terminationProtection');
});
