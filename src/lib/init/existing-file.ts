import { readFile } from 'node:fs/promises';
import type { Cluster } from '../cluster/cluster.js';
import { editCluster } from '../cluster/edit.js';
import { formatCluster } from '../cluster/format.js';
import { parseCluster } from '../cluster/load.js';
import { CvsError } from '../errors.js';
import { writeFileAtomic } from '../write-file-atomic.js';

/** A cluster file that `cvs init` changes. */
export interface ExistingFile {
  text: string;
  /** Undefined for a file that is to be written anew because it is no cluster file. */
  cluster?: Cluster;
}

/**
 * Reads the cluster file that is there, if one is.
 *
 * @param anew a file that cannot be read as a cluster is written anew, instead of refused
 * @throws CvsError CLUSTER_FILE_INVALID, unless `anew`
 */
export async function readExisting(path: string, anew: boolean): Promise<ExistingFile | undefined> {
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
    if (anew && error instanceof CvsError) return { text };
    throw error;
  }
}

/**
 * Writes what `cvs init` found out: into the file that is there, with its comments and its layout, or into a new one.
 *
 * @param schema path of the JSON Schema, for editors, in a new file
 */
export async function writeClusterFile(
  path: string,
  cluster: Cluster,
  existing: ExistingFile | undefined,
  schema: string,
): Promise<void> {
  const text = existing?.cluster ? editCluster(existing.text, cluster, path) : formatCluster(cluster, schema);
  await writeFileAtomic(path, text);
}
