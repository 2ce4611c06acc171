import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { callerOf } from '../../../src/lib/aws/caller.js';
import { formatCluster } from '../../../src/lib/cluster/format.js';
import { mfaCodeAsker } from '../../../src/lib/ui/ask/ask-mfa-code.js';
import type { Sandbox } from '../../../src/sandbox/start-sandbox.js';
import { cvs } from '../../support/cvs/cvs.js';
import { exampleCluster } from '../../support/example-cluster.js';
import { makeRole } from '../../support/sandbox-role.js';
import { startTestSandbox } from '../../support/test-sandbox.js';

const DEVICE = 'arn:aws:iam::123456789012:mfa/ada';
const before = { ...process.env };

let sandbox: Sandbox;
let folder: string;
let settings: Record<string, string>;
let clients: AwsClients | undefined;

beforeAll(async () => {
  sandbox = await startTestSandbox({ regions: [] });
  await makeRole(sandbox, 'deployer');
  folder = await mkdtemp(join(tmpdir(), 'cvs-mfa-'));
  const config = join(folder, 'config');
  await writeFile(
    config,
    `[profile keys]
aws_access_key_id = ${sandbox.credentials.accessKeyId}
aws_secret_access_key = ${sandbox.credentials.secretAccessKey}

[profile deployer]
source_profile = keys
role_arn = arn:aws:iam::123456789012:role/deployer
role_session_name = ada
mfa_serial = ${DEVICE}
region = eu-west-1
`,
  );
  settings = {
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_PROFILE: 'deployer',
  };
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  Object.assign(process.env, settings);
});
afterEach(async () => {
  await clients?.close();
  for (const name of Object.keys(settings)) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

/** Clients of the profile, whose device shows these codes one after the other, and the devices that were asked for. */
function clientsWith(codes: string[]) {
  const asked: string[] = [];
  clients = new AwsClients({
    profile: 'deployer',
    mfaCode: async (serial) => {
      asked.push(serial);
      return codes.shift() ?? '';
    },
  });
  return { clients, asked };
}

// aws/aws-cdk#6574, #1656: one tool takes the profile, another the keys, and neither says so.
test('with a profile and keys it is told once which counts, and by cvs, not by the SDK', async () => {
  const shouted: unknown[] = [];
  const before = console.warn;
  console.warn = (...text: unknown[]) => shouted.push(text);
  const told: string[] = [];
  Object.assign(process.env, { AWS_PROFILE: 'keys', AWS_ACCESS_KEY_ID: 'AKIAOTHER', AWS_SECRET_ACCESS_KEY: 'other' });
  try {
    clients = new AwsClients({ onTwoCredentials: (profile) => told.push(profile) });
    const [one, two] = await Promise.all([callerOf(clients, 'eu-west-1'), callerOf(clients, 'us-east-1')]);
    expect(one).toEqual(two);
    expect(one.account).toBe('123456789012');
    expect(told).toEqual(['keys']);
    expect(shouted).toEqual([]);
  } finally {
    console.warn = before;
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
  }
});

test('parallel calls ask for one code, and assume the role with it', async () => {
  const { clients, asked } = clientsWith(['123456']);
  const callers = await Promise.all(['eu-west-1', 'eu-west-2', 'us-east-1'].map((region) => callerOf(clients, region)));
  expect(new Set(callers.map(({ arn }) => arn))).toEqual(
    new Set(['arn:aws:sts::123456789012:assumed-role/deployer/ada']),
  );
  expect(asked).toEqual([DEVICE]);
});

test('a code that was used before is refused as wrong', async () => {
  const first = clientsWith(['222222']);
  await callerOf(first.clients, 'eu-west-1');
  await first.clients.close();
  const second = clientsWith(['222222']);
  await expect(callerOf(second.clients, 'eu-west-1')).rejects.toMatchObject({
    code: 'MFA_CODE_WRONG',
    message: expect.stringContaining('invalid MFA one time pass code'),
  });
});

test('an expired session is not renewed by another question', async () => {
  const ask = mfaCodeAsker(true, async () => '333333');
  expect(await ask(DEVICE)).toBe('333333');
  await expect(ask(DEVICE)).rejects.toMatchObject({ code: 'CREDENTIALS_EXPIRED' });
});

test('explicit keys need no profile', async () => {
  clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  const { Arn } = await (await clients.sts('eu-west-1')).send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe('arn:aws:iam::123456789012:user/sandbox');
});

test('without a terminal a command says what it needs, exit 3', async () => {
  await writeFile(join(folder, 'cvs.yaml'), formatCluster(exampleCluster(), 'cluster.schema.json'));
  const run = await cvs(['outputs', '--json'], { cwd: folder, env: settings });
  expect(run.exitCode).toBe(3);
  expect(run.json()).toMatchObject({
    error: { code: 'MFA_CODE_NEEDED', message: expect.stringContaining(DEVICE), exitCode: 3 },
  });
});
