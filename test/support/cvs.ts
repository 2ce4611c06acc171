import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** Root of the package. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/** What a person starts. */
export const cvsBin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface CvsRun {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  /** What `--json` printed. */
  json: () => Record<string, unknown>;
}

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
    NO_COLOR: '1',
    CI: 'true',
    // Credentials are never looked for on the network.
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(options.endpoint
      ? { AWS_ENDPOINT_URL: options.endpoint, AWS_ACCESS_KEY_ID: 'SANDBOX', AWS_SECRET_ACCESS_KEY: 'sandbox' }
      : {}),
    ...options.env,
  };
}

/** Runs the built `cvs` as a person does, in a process of its own, without a terminal. */
export async function cvs(args: readonly string[], options: CvsOptions): Promise<CvsRun> {
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
