import { access } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** What the cluster file is called unless `--cluster-file` says otherwise. */
export const CLUSTER_FILE = 'cvs.yaml';

/**
 * The cluster file to use. `cvs.yaml` is looked for in `folder` and then upward, so that commands work anywhere below
 * it; any other path is taken as it is.
 *
 * @returns a path relative to `folder`; the path as given when there is no such file anywhere
 */
export async function findClusterFile(path: string, folder: string): Promise<string> {
  if (path !== CLUSTER_FILE) return path;
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, CLUSTER_FILE);
    const there = await access(candidate).then(
      () => true,
      () => false,
    );
    if (there) return relative(folder, candidate);
    if (dirname(at) === at) return path;
  }
}
