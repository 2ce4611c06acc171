import { lstat, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { usageError } from '../errors.js';

/** Name of the cluster file, unless `--cluster-file` gives another one. */
export const CLUSTER_FILE = 'cvs.yaml';

/** Who is running: what {@link trustedOwners} reads of a process. */
interface Runner {
  /** Undefined on Windows. */
  geteuid?: () => number;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * The ids of the users whose cluster files are used without being named: the user, root, and with sudo the user who called
 * it, as git's `safe.directory` has it.
 *
 * @returns undefined where files have no such owner (Windows)
 */
export function trustedOwners({ geteuid, env }: Runner): ReadonlySet<number> | undefined {
  const user = geteuid?.();
  if (user === undefined) return undefined;
  const caller = user === 0 && /^\d+$/.test(env.SUDO_UID ?? '') ? Number(env.SUDO_UID) : user;
  return new Set([0, user, caller]);
}

/**
 * Searches for `cvs.yaml` in `folder` and in the folders above, so that commands work anywhere below it.
 *
 * @param owners as {@link trustedOwners} returns them
 * @returns a path relative to `folder`; `cvs.yaml` when there is none anywhere
 * @throws CvsError CLUSTER_FILE_OWNER (usage) when somebody else has put it there
 */
export async function findClusterFile(folder: string, owners: ReadonlySet<number> | undefined): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, CLUSTER_FILE);
    const found = relative(folder, candidate);
    await requireOwner(candidate, found, owners);
    if (await isThere(candidate)) return found;
    if (dirname(at) === at) return CLUSTER_FILE;
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Looks at the owner of a cluster file, of the symbolic link that it may be, and of the folder, whose owner can replace it.
 *
 * @param shown the path, for the message
 * @throws CvsError CLUSTER_FILE_OWNER (usage); not for a file that is not there
 */
export async function requireOwner(
  path: string,
  shown: string,
  owners: ReadonlySet<number> | undefined,
): Promise<void> {
  if (!owners || !(await isThere(path))) return;
  const looks = [
    { what: shown, look: lstat(path) },
    { what: `What ${shown} leads to`, look: stat(path) },
    { what: `The folder of ${shown}`, look: stat(dirname(path)) },
  ];
  for (const { what, look } of looks) {
    // A link that leads nowhere is a missing file.
    const owner = await look.then(
      ({ uid }) => uid,
      () => undefined,
    );
    if (owner === undefined || owners.has(owner)) continue;
    throw usageError(
      'CLUSTER_FILE_OWNER',
      `${what} belongs to the user with the id ${owner}, who is neither you nor root: the cluster file was not used.`,
      `If you trust it, name it: --cluster-file ${shown}, or CVS_CLUSTER_FILE=${shown}.`,
    );
  }
}
