import { type Document, isMap, isScalar } from 'yaml';

/** The version of the cluster file that this cvs writes. */
export const CLUSTER_FILE_VERSION = 1;

/** Brings a file from one version to the next, in place, so that comments and positions stay. */
export type Migration = (document: Document) => void;

/**
 * One a version, the first from 0 to 1. A file without a version is of version 0, which differs from 1 in nothing but
 * that it does not say so.
 */
const MIGRATIONS: readonly Migration[] = [(document) => setVersion(document, 1)];

/** The file's version: 0 when it has none, undefined when what it has is no version. */
export function versionOf(document: Document): number | undefined {
  const value = isMap(document.contents) ? document.get('version') : undefined;
  if (value === undefined || value === null) return 0;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** Brings a file of version `from` up to date. */
export function migrate(document: Document, from: number, migrations: readonly Migration[] = MIGRATIONS): void {
  for (const step of migrations.slice(from)) step(document);
}

/** Writes the version as the first key, where a reader looks for it; comments on top of the file stay on top. */
function setVersion(document: Document, version: number): void {
  if (!isMap(document.contents)) return;
  const { items } = document.contents;
  const pair = document.createPair('version', version);
  const first = items[0]?.key;
  if (isScalar(first) && isScalar(pair.key) && first.commentBefore) {
    pair.key.commentBefore = first.commentBefore;
    first.commentBefore = null;
  }
  items.unshift(pair as (typeof items)[number]);
}
