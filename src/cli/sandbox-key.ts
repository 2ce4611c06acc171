import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CvsError, messageOf } from '../lib/errors.js';
import type { RunningSandbox } from '../sandbox/faults/fault-client.js';

/** What the file of a running sandbox holds. */
type KeyFile = RunningSandbox & { pid: number };

/**
 * Keeps the key of a sandbox that this process runs in a file that only its user can read, so that the fault commands
 * find it.
 *
 * @param folder cvs's folder for caches
 * @param warn told when the file cannot be written: the sandbox does without it
 * @returns removes the file
 */
export async function keepSandboxKey(
  folder: string,
  { endpoint, credentials }: RunningSandbox,
  warn: (message: string) => void,
): Promise<() => Promise<void>> {
  const path = pathOf(folder, endpoint);
  const content: KeyFile = { endpoint, credentials, pid: process.pid };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // A file that is there already has its own mode, and may be a link.
    await rm(path, { force: true });
    await writeFile(path, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    warn(`${path} cannot be written: ${messageOf(error)} cvs sandbox fault needs the variables that are printed here.`);
    return async () => {};
  }
  return () => rm(path, { force: true });
}

/**
 * The sandbox at an endpoint, with its key: from the file of one that this user runs, else from the variables that it
 * printed.
 *
 * @throws CvsError SANDBOX_KEY when there is neither
 */
export async function runningSandbox(
  folder: string,
  endpoint: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RunningSandbox> {
  const kept = await readKeyFile(pathOf(folder, endpoint));
  if (kept) return { endpoint, credentials: kept.credentials };
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (accessKeyId && secretAccessKey) {
    return {
      endpoint,
      credentials: { accessKeyId, secretAccessKey, sessionToken: env.AWS_SESSION_TOKEN || undefined },
    };
  }
  throw new CvsError({
    code: 'SANDBOX_KEY',
    message: `cvs found no key of the sandbox at ${endpoint}.`,
    suggestions: [
      'Start a sandbox with: cvs sandbox start',
      'For a sandbox of another user or machine, type the lines with export that it printed.',
    ],
  });
}

/** Undefined where there is none, or the sandbox that wrote it was killed. */
async function readKeyFile(path: string): Promise<KeyFile | undefined> {
  try {
    const content = JSON.parse(await readFile(path, 'utf8')) as KeyFile;
    process.kill(content.pid, 0);
    return content;
  } catch {
    return undefined;
  }
}

function pathOf(folder: string, endpoint: string): string {
  const port = URL.canParse(endpoint) ? new URL(endpoint).port : '';
  return join(folder, `sandbox-${port || '80'}.json`);
}
