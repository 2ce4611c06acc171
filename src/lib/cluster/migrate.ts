import { type Document, isMap, isScalar } from 'yaml';

/** The version of the cluster file that this cvs writes. */
export const CLUSTER_FILE_VERSION = 1;

/** Migrates a file from one version to the next, in place, so that comments and positions are kept. */
export type Migration = (document: Document) => void;

/**
 * One migration per version; the first is from 0 to 1. A file without a version has version 0, which differs from
 * version 1 only in the missing key.
 */
const MIGRATIONS: readonly Migration[] = [(document) => setVersion(document, 1)];

/** The file's version: 0 when it has none, undefined when the value is not a version. */
export function versionOf(document: Document): number | undefined {
  const value = isMap(document.contents) ? document.get('version') : undefined;
  if (value === undefined || value === null) return 0;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** Migrates a file of version `from` to the current version. */
export function migrate(document: Document, from: number, migrations: readonly Migration[] = MIGRATIONS): void {
  for (const step of migrations.slice(from)) step(document);
}

/** Writes the version as the first key. Comments at the top of the file stay at the top. */
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
