import { describe, expect, test } from '@jest/globals';
import { parseDocument } from 'yaml';
import { parseCluster, parseClusterDocument } from '../../../src/lib/cluster/load.js';
import { migrate } from '../../../src/lib/cluster/migrate.js';
import { EXAMPLE_CLUSTER_FILE, exampleCluster } from '../../support/example-cluster.js';

describe('the version of a cluster file', () => {
  test('a file without a version is understood, and gets one; comments are kept', () => {
    const { cluster, document } = parseClusterDocument(`# Spring 2026\n${EXAMPLE_CLUSTER_FILE}`, 'cvs.yaml');
    expect(cluster).toEqual(exampleCluster());
    expect(document.toString().split('\n').slice(0, 3)).toEqual(['# Spring 2026', 'version: 1', 'name: spring-final']);
  });

  test('the current one changes nothing', () => {
    const text = `version: 1\n${EXAMPLE_CLUSTER_FILE}`;
    expect(parseClusterDocument(text, 'cvs.yaml').document.toString({ lineWidth: 0 })).toBe(text);
  });

  test.each([
    ['a newer one', 'version: 2', /has version 2\. This cvs knows versions up to 1/],
    ['one that is none', 'version: latest', /^cvs\.yaml:1:10: version .*\(is "latest"\)/],
  ])('%s is refused', (_what, line, message) => {
    expect(() => parseCluster(`${line}\n${EXAMPLE_CLUSTER_FILE}`, 'cvs.yaml')).toThrow(message);
  });

  test('a file is brought up through every version after its own, in order', () => {
    const document = parseDocument('# first\nold: 1 # kept\n');
    migrate(document, 1, [
      () => {
        throw new Error('was done before');
      },
      (one) => one.set('two', 2),
      (one) => one.set('three', Number(one.get('two')) + 1),
    ]);
    expect(document.toString()).toBe('# first\nold: 1 # kept\ntwo: 2\nthree: 3\n');
  });
});
