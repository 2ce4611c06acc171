import { describe, expect, test } from '@jest/globals';
import { editCluster } from '../../../src/lib/cluster/edit.js';
import { parseCluster } from '../../../src/lib/cluster/load.js';
import { EXAMPLE_CLUSTER_FILE, exampleCluster } from '../../support/example-cluster.js';

const FILE = `version: 1
# Who: Ann
${EXAMPLE_CLUSTER_FILE}`;
const before = exampleCluster();

function edited(cluster: typeof before, text = FILE): string {
  const result = editCluster(text, cluster, 'cvs.yaml');
  expect(parseCluster(result, 'cvs.yaml')).toEqual(cluster);
  return result;
}

describe('an edited cluster file', () => {
  test('without a change is the same text', () => {
    expect(edited(before)).toBe(FILE);
  });

  test('has the new value in the old place', () => {
    const regions = before.regions.map((one, index) => (index === 1 ? { ...one, distributionId: 'E9NEWNEW' } : one));
    expect(edited({ ...before, regions })).toBe(FILE.replace('E7F6D5C4B3A2E1', 'E9NEWNEW'));
  });

  test('gets a setting only when it differs from its default', () => {
    const assets = { ...before.assets, project: 'cup' };
    expect(edited({ ...before, assets })).toBe(
      FILE.replace('{ bucketBaseName: elementalrodeo99 }', '{ bucketBaseName: elementalrodeo99, project: cup }'),
    );
  });

  test('gets a section that it did not have', () => {
    const detector = { ...before.detector, durationMultiplier: 5 };
    expect(edited({ ...before, detector })).toBe(`${FILE}detector:\n  durationMultiplier: 5\n`);
  });

  test('loses a tag that is gone', () => {
    const text = `${FILE}tags:\n  event: cup # sponsored\n  old: yes-it-is\n`;
    expect(edited({ ...before, tags: { event: 'cup' } }, text)).toBe(text.replace('  old: yes-it-is\n', ''));
  });

  test('takes a third region', () => {
    const third = {
      ...before.regions[0],
      region: 'eu-north-1',
      distributionId: 'E3THIRD',
      distributionDomain: 'd3.cloudfront.net',
      distributionPlaylistUrl: 'https://d3.cloudfront.net/index.m3u8',
    } as (typeof before.regions)[number];
    expect(edited({ ...before, regions: [...before.regions, third] })).toContain('# Who: Ann');
  });
});
