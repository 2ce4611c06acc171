import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { sandboxVariables } from '../sandbox-keys.js';
import { type CvsRun, CvsShell, startShell } from './cvs-shell.js';

/** Root of the package. */
export const packageRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** What a person starts. */
export const cvsBin = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));

export type { CvsRun };

export interface CvsOptions {
  cwd: string;
  /** Endpoint of the sandbox; without it no call to AWS can succeed. */
  endpoint?: string;
  env?: Record<string, string>;
}

/** Settings of a shell that uses the sandbox, and knows nothing else of AWS. */
export function cvsEnvironment(options: Pick<CvsOptions, 'endpoint' | 'env'>): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    // A sandbox keeps its key there.
    XDG_CACHE_HOME: join(tmpdir(), 'cvs-tests'),
    NO_COLOR: '1',
    CI: 'true',
    // Credentials are never looked for on the network.
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(options.endpoint ? sandboxVariables(options.endpoint) : {}),
    ...options.env,
  };
}

/** What outlives the test files of a worker; see jest/sandbox-environment.js. */
declare const keptByWorker: Map<string, unknown>;

let shell: { process: ChildProcess; shell: CvsShell } | undefined;
let running = 0;

/**
 * Runs the built `cvs` without a terminal, in a process that has run others before, also those of other test files.
 * Commands wait for each other.
 */
export async function cvs(args: readonly string[], { cwd, ...options }: CvsOptions): Promise<CvsRun> {
  if (!shell) {
    const kept = keptByWorker.get('shell') as ChildProcess | undefined;
    const process = kept?.connected ? kept : startShell();
    shell = { process, shell: new CvsShell(process) };
  }
  // A file that ends before its commands do leaves no process to the next one.
  keptByWorker.delete('shell');
  running += 1;
  try {
    return await shell.shell.run(args, { cwd, env: cvsEnvironment(options) });
  } finally {
    running -= 1;
    if (running === 0) keptByWorker.set('shell', shell.process);
  }
}

/** Runs the built `cvs` without a terminal as a person does, in a process of its own. */
export async function cvsProcess(args: readonly string[], options: CvsOptions): Promise<CvsRun> {
  const run = await execa(process.execPath, [cvsBin, ...args], {
    cwd: options.cwd,
    env: cvsEnvironment(options),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  return {
    exitCode: run.exitCode,
    stdout: run.stdout,
    stderr: run.stderr,
    json: () => JSON.parse(run.stdout) as Record<string, unknown>,
  };
}
