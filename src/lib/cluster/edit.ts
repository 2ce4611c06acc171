import { type Document, isMap, isSeq } from 'yaml';
import type { Cluster } from './cluster.js';
import { parseClusterDocument } from './load.js';

/**
 * The text of a cluster file, changed to hold `cluster`. Only values that differ are written, and defaults are not added,
 * so the author's comments and layout are kept.
 *
 * @param path for messages only
 */
export function editCluster(text: string, cluster: Cluster, path: string): string {
  const { cluster: before, document } = parseClusterDocument(text, path);
  apply(document, [], before, cluster);
  return document.toString({ lineWidth: 0 });
}

function apply(document: Document, path: readonly (string | number)[], before: unknown, after: unknown): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    for (const [index, value] of after.entries()) apply(document, [...path, index], before[index], value);
    return;
  }
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (key in after) apply(document, [...path, key], before[key], after[key]);
      else if (document.hasIn([...path, key])) document.deleteIn([...path, key]);
    }
    return;
  }
  // A collection is replaced by a YAML node, not by a plain object: later edits must be able to change it.
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (isMap(parent) || isSeq(parent)) document.setIn(path, after);
  else document.setIn(path.slice(0, -1), document.createNode({ [String(path.at(-1))]: after }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
