import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PolicyDocument } from '../../src/lib/iam/policy.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { cvs } from '../support/cvs/cvs.js';
import { writeSandboxCluster } from '../support/sandbox-cluster.js';
import { startTestSandbox } from '../support/test-sandbox.js';

let sandbox: Sandbox;
let cwd: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  cwd = await mkdtemp(join(tmpdir(), 'cvs-test-'));
  await writeSandboxCluster(sandbox, 'final', cwd);
});

afterAll(async () => {
  await sandbox.close();
  await rm(cwd, { recursive: true, force: true });
});

const policy = (...args: string[]) => cvs(['policy', ...args], { cwd, endpoint: sandbox.endpoint });

test('prints the policy with the names of the cluster and of the caller’s account', async () => {
  const { exitCode, stdout } = await policy('operator');
  expect(exitCode).toBe(0);
  const { Statement } = JSON.parse(stdout) as PolicyDocument;
  const resources = (sid: string) => Statement.find((one) => one.Sid === sid)?.Resource;
  expect(resources('ChangeState')).toEqual(['arn:aws:dynamodb:*:123456789012:table/final']);
  expect(resources('ReadDistributions')).toEqual(
    sandbox.streams.map(({ distributionId }) => `arn:aws:cloudfront::123456789012:distribution/${distributionId}`),
  );
  expect((await policy('operator', '--json')).json()).toEqual({ Version: '2012-10-17', Statement });
});

test.each(['viewer', 'deployer', 'serving', 'running', 'boundary'])('knows the policy %s', async (kind) => {
  expect(JSON.parse((await policy(kind)).stdout)).toMatchObject({ Version: '2012-10-17' });
});

test('refuses a policy that there is not', async () => {
  expect(await policy('owner')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('owner') });
});
