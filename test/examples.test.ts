import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadCluster } from '../src/lib/cluster/load.js';
import { clusterJsonSchema } from '../src/lib/cluster/schema.js';

const folder = new URL('../examples/', import.meta.url);
const files = readdirSync(folder);

interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
}

/** `a.b[].c` for every leaf that the schema names. */
function leaves(node: SchemaNode, path = ''): string[] {
  if (node.items?.properties) return leaves(node.items, `${path}[]`);
  if (!node.properties) return [path];
  return Object.entries(node.properties).flatMap(([key, child]) => leaves(child, path ? `${path}.${key}` : key));
}

function has(value: unknown, path: string): boolean {
  return (
    path.split('.').reduce<unknown>((at, key) => {
      const next = (at as Record<string, unknown> | undefined)?.[key.replace('[]', '')];
      return key.endsWith('[]') ? (next as unknown[] | undefined)?.[0] : next;
    }, value) !== undefined
  );
}

describe('the examples', () => {
  test.each(files)('%s is a complete cluster file', async (file) => {
    const cluster = await loadCluster(new URL(file, folder).pathname);
    expect(cluster.regions).toHaveLength(2);
  });

  test.each(files)('%s names the schema for editors', (file) => {
    expect(readFileSync(new URL(file, folder), 'utf8')).toMatch(/^# yaml-language-server: \$schema=\.\.\/schema\//);
  });

  test('every-setting.yaml has every setting that the schema has', () => {
    const value: unknown = parse(readFileSync(new URL('every-setting.yaml', folder), 'utf8'));
    expect(leaves(clusterJsonSchema()).filter((path) => !has(value, path))).toEqual([]);
  });
});
