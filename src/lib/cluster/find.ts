import { access } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** Default name of the cluster file; `--cluster-file` gives another one. */
const CLUSTER_FILE = 'cvs.yaml';

/**
 * The cluster file to use. `cvs.yaml` is searched for in `folder` and in the folders above, so that commands work
 * anywhere below it. Any other path is used as it is.
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
