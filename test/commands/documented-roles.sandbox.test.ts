import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { PolicyKind } from '../../src/lib/iam/role-policies.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { cvs } from '../support/cvs/cvs.js';
import { writeSandboxCluster } from '../support/sandbox-cluster.js';
import { makeRole } from '../support/sandbox-role.js';
import { startTestSandbox } from '../support/test-sandbox.js';

// Each runs several commands, and the machine may be busy.
jest.setTimeout(120_000);

const ACCOUNT = '123456789012';

let sandbox: Sandbox;
let cwd: string;
/** What the sandbox's log says was refused. */
const denied: string[] = [];

beforeAll(async () => {
  sandbox = await startTestSandbox({
    speed: 500,
    log: ({ source, message }) => {
      if (/not authorized|AccessDenied/.test(message) && !message.includes('assumed-role/viewer')) {
        denied.push(`${source}: ${message}`);
      }
    },
  });
  cwd = await mkdtemp(join(tmpdir(), 'cvs-roles-'));
  await writeSandboxCluster(sandbox, 'rehearsal', cwd);
  await makeDocumented('viewer', ['viewer']);
  await makeDocumented('operator', ['operator']);
  await makeDocumented('deployer', ['deployer', 'serving', 'running']);
});

afterAll(async () => {
  await sandbox.close();
  await rm(cwd, { recursive: true, force: true });
});

/** A role with exactly the documented policies, as `cvs policy` prints them. */
async function makeDocumented(name: string, kinds: readonly PolicyKind[]): Promise<void> {
  const policies: Record<string, string> = {};
  for (const kind of kinds) policies[kind] = (await cvs(['policy', kind], { cwd, endpoint: sandbox.endpoint })).stdout;
  await makeRole(sandbox, name, policies);
}

/** Runs a command as a session of a role. */
async function runAs(role: string, ...args: string[]) {
  const { endpoint, credentials } = sandbox;
  const sts = new STSClient({ endpoint, credentials, region: 'eu-west-1' });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`, RoleSessionName: 'test' }),
  );
  sts.destroy();
  return cvs(args, {
    cwd,
    endpoint,
    env: {
      AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? '',
      AWS_SESSION_TOKEN: Credentials?.SessionToken ?? '',
    },
  });
}

describe('each role, with exactly its documented policies', () => {
  test.each<[role: string, args: readonly string[]]>([
    ['deployer', ['plan', '--create-buckets']],
    ['deployer', ['deploy', '--yes', '--create-buckets']],
    ['deployer', ['deploy', '--yes']],
    ['deployer', ['doctor']],
    ['deployer', ['playlist', 'publish']],
    ['viewer', ['status']],
    ['viewer', ['outputs']],
    ['viewer', ['doctor']],
    ['viewer', ['failover', 'history']],
    ['operator', ['failover', 'drain', 'eu-west-1']],
    ['operator', ['failover', 'open', 'eu-west-1']],
    ['operator', ['failover', 'close', 'eu-west-1', '--now']],
    ['operator', ['failover', 'open', 'eu-west-1']],
    ['operator', ['failover', 'history']],
    ['deployer', ['destroy', '--yes', '--delete-data']],
    ['deployer', ['destroy', '--yes', '--sweep']],
  ])('%s: cvs %s', async (role, args) => {
    const { exitCode, stdout, stderr } = await runAs(role, ...args);
    const said = `${stdout}\n${stderr}`;
    // Lambda@Edge keeps the copilot's replicas for hours: exit 5.
    const isDone = exitCode === 0 || (args.includes('--sweep') && exitCode === 5);
    expect(isDone ? '' : said).toBe('');
    expect(said).not.toMatch(/not authorized/);
  });

  test('the functions’ own roles permit what the functions do', () => {
    expect(denied).toEqual([]);
  });
});
