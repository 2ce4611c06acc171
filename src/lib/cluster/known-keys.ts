import { clusterJsonSchema } from './schema.js';

interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
}

/** The keys that the schema has at a place of the cluster file. */
export function knownKeys(path: readonly (string | number)[]): string[] {
  let node: SchemaNode | undefined = clusterJsonSchema();
  for (const key of path) node = typeof key === 'number' ? node?.items : node?.properties?.[key];
  return Object.keys(node?.properties ?? {});
}
