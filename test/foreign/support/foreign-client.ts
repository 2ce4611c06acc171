import { type ExecFileException, execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import type { AccessKey } from '../../../src/sandbox/access-keys.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { sandboxVariables } from '../../support/sandbox-keys.js';

/** Where `scripts/install-foreign-clients.sh` puts what it installs from npm. */
export const clientsFolder = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'clustered-video-streams',
  'foreign-clients',
);

/** The Python that has boto3: Debian's package is for Debian's Python. */
export const python = ['python3', '/usr/bin/python3'].find((one) => succeeds(one, '-c', 'import boto3')) ?? 'python3';

/** Whether each client is there. */
const CLIENTS = {
  'the AWS CLI': () => succeeds('aws', '--version'),
  boto3: () => succeeds(python, '-c', 'import boto3'),
  'the CDK CLI': () => existsSync(join(clientsFolder, 'node_modules/.bin/cdk')),
  takomo: () => existsSync(join(clientsFolder, 'node_modules/.bin/tkm')),
};

/**
 * Tests of a client that nobody of this project wrote. They are skipped, with words, where it is not installed; with
 * `CVS_FOREIGN_CLIENTS=required`, as in CI, they fail there.
 */
export function describeClient(client: keyof typeof CLIENTS, tests: () => void): void {
  if (process.env.CVS_FOREIGN_CLIENTS === 'required' || CLIENTS[client]()) describe(client, tests);
  else describe.skip(`${client} is not installed (scripts/install-foreign-clients.sh)`, tests);
}

/** How a client ended. */
export interface Ended {
  code: number;
  stdout: string;
  /** Both streams, colours left out, in no order of each other. */
  text: string;
}

/** Where and with which key a client works. */
export interface ClientPlace {
  endpoint: string;
  credentials: AccessKey;
  /** Working folder. */
  folder?: string;
  /** Further environment variables. */
  variables?: Readonly<Record<string, string>>;
}

/** Runs a client to its end. It never rejects: an exit code is part of what is tested. */
export function runClient(command: string, args: readonly string[], place: ClientPlace): Promise<Ended> {
  const { endpoint, credentials, folder = packageRoot, variables } = place;
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_COLOR: '1',
    ...sandboxVariables(endpoint, credentials),
    ...variables,
  };
  return new Promise((resolve) => {
    execFile(command, args, { cwd: folder, env }, (error: ExecFileException | null, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, stdout, text: `${stdout}\n${stderr}` });
    });
  });
}

/** `NODE_OPTIONS` of a client that waits for seconds between two looks at a stack. */
export const hurried = `--no-warnings --require ${join(packageRoot, 'test/foreign/support/hurry.cjs')}`;

function succeeds(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}
