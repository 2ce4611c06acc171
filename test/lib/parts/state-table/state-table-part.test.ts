import { expect, test } from '@jest/globals';
import type { Given } from '../../../../src/lib/parts/part.js';
import { stackTags } from '../../../../src/lib/parts/stacks/stack-parameters.js';
import { stateTablePart } from '../../../../src/lib/parts/state-table/state-table-part.js';
import { springFinal as cluster } from '../../../support/spring-final.js';

const part = stateTablePart({ cluster, identity: 'ann@laptop', tags: { cost: 'event' } });
const given: Given = {
  outputsOf: (id) => (id === 'clustered-video-stream' ? { MasterPlaylistCloudFrontDomain: 'd3.cloudfront.net' } : {}),
};
const domains = new Set(cluster.regions.map(({ distributionDomain }) => distributionDomain));
const tags = new Map(Object.entries({ ...stackTags(cluster), cost: 'event', other: 'kept' }));
const replicas = ['eu-west-1', 'eu-west-2'].map((region) => ({ region, arn: `arn:${region}`, tags }));
const facts = { domains, masterUrl: 'https://d3.cloudfront.net/playlist.m3u8', replicas };
const [first] = cluster.regions;

test('a table that has every item, tag and the URL is left as operators decided', () => {
  expect(part.want(facts, given)).toEqual({ action: 'unchanged', why: 'left as operators decided' });
});

test.each([
  [
    'a distribution without an item',
    { ...facts, domains: new Set([first?.distributionDomain ?? '']) },
    'create',
    /^open: d2/,
  ],
  [
    'another URL',
    { ...facts, masterUrl: 'https://d4.cloudfront.net/playlist.m3u8' },
    'update',
    /^master playlist URL: https:\/\/d3/,
  ],
  ['no URL', { ...facts, masterUrl: undefined }, 'update', /^master playlist URL: https:\/\/d3/],
  [
    'a replica without tags',
    { ...facts, replicas: [replicas[0], { region: 'eu-west-2', arn: 'arn', tags: new Map() }] },
    'update',
    /^tags: eu-west-2$/,
  ],
])('%s', (_name, found, action, why) => {
  expect(part.want(found as typeof facts, given)).toEqual({ action, why: expect.stringMatching(why) });
});

test('while the distribution of the master playlist is not made, its URL is new', () => {
  expect(part.want(facts, { outputsOf: () => ({}) })).toEqual({
    action: 'update',
    why: 'master playlist URL: known after the deployment',
  });
});

test('a table that its stack makes, or makes again, gets its items', () => {
  expect(part.want(undefined, given)).toMatchObject({ action: 'create' });
  expect(part.want(undefined, { outputsOf: () => ({}) })).toMatchObject({ action: 'create' });
});
