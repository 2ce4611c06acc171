import { expect, test } from '@jest/globals';
import { formatCluster } from '../../../src/lib/cluster/format.js';
import { parseCluster } from '../../../src/lib/cluster/load.js';
import { exampleCluster } from '../../support/example-cluster.js';

test('what is written reads back as the same cluster', () => {
  const text = formatCluster(exampleCluster(), 'schema.json');
  expect(parseCluster(text, 'cvs.yaml')).toEqual(exampleCluster());
});

test('the file names its schema on the first line, where editors look for it', () => {
  expect(formatCluster(exampleCluster(), '../schema.json').split('\n')[0]).toBe(
    '# yaml-language-server: $schema=../schema.json',
  );
});
