import { readFile } from 'node:fs/promises';
import type { Cluster } from '../cluster/cluster.js';
import { editCluster } from '../cluster/edit.js';
import { formatCluster } from '../cluster/format.js';
import { parseCluster } from '../cluster/load.js';
import { CvsError } from '../errors.js';

/** A cluster file that `cvs init` changes. */
export interface ExistingFile {
  text: string;
  /** Undefined for a file that is replaced because it is not a cluster file. */
  cluster?: Cluster;
}

/**
 * Reads the existing cluster file, if there is one.
 *
 * @param replace whether a file that is not a cluster file is replaced instead of refused
 * @throws CvsError CLUSTER_FILE_INVALID, unless `replace`
 */
export async function readExisting(path: string, replace: boolean): Promise<ExistingFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return { text, cluster: parseCluster(text, path) };
  } catch (error) {
    if (replace && error instanceof CvsError) return { text };
    throw error;
  }
}

/**
 * The cluster file of `cvs init`: the existing one, whose comments and layout are kept, with the values of the cluster, or a
 * new one.
 *
 * @param path for messages only
 * @param schema path of the JSON Schema, for editors, in a new file
 */
export function clusterFileText(
  path: string,
  cluster: Cluster,
  existing: ExistingFile | undefined,
  schema: string,
): string {
  return existing?.cluster ? editCluster(existing.text, cluster, path) : formatCluster(cluster, schema);
}
