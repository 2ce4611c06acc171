import { readFile } from 'node:fs/promises';
import { writeOutput } from '../output-file.js';
import type { Cluster } from './cluster.js';
import { editCluster } from './edit.js';

/**
 * Writes a cluster into the cluster file that it was loaded from, whose comments and layout stay.
 *
 * @throws CvsError CANNOT_WRITE
 */
export async function saveCluster(path: string, cluster: Cluster): Promise<void> {
  await writeOutput(path, editCluster(await readFile(path, 'utf8'), cluster, path));
}
