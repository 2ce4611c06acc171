import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { cvs } from '../support/cvs/cvs.js';
import { startTestSandbox, streamFlags } from '../support/test-sandbox.js';
import { describeClient } from './support/foreign-client.js';
import { judgeExchanges } from './support/judge-exchanges.js';
import { recordExchanges } from './support/record-exchanges.js';

/** The whole job, with the exit codes that a step may end with besides 0. */
const JOB: readonly [args: string, ...exitCodes: number[]][] = [
  ['doctor', 1],
  ['plan', 1],
  ['deploy --yes --create-buckets'],
  ['deploy --yes'],
  ['status'],
  ['outputs'],
  ['playlist publish'],
  ['failover close eu-west-1 --now'],
  ['failover open eu-west-1'],
  ['failover history'],
  // Whether it passes depends on how busy the machine is.
  ['drill --now --baseline 1s --duration 2s', 1],
  ['destroy --yes --delete-data'],
  // CloudFront still has replicas of the copilot.
  ['destroy --yes --sweep', 5],
];

describeClient('boto3', () => {
  let sandbox: Sandbox;
  let folder: string;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    folder = await mkdtemp(join(tmpdir(), 'cvs-whole-run-'));
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function run(args: readonly string[], exitCodes: readonly number[]): Promise<void> {
    const { exitCode = 1, stdout, stderr } = await cvs(args, { cwd: folder, endpoint: sandbox.endpoint });
    if (![0, ...exitCodes].includes(exitCode)) throw new Error(`${args.join(' ')}: ${exitCode} ${stdout} ${stderr}`);
  }

  test('has models that know every request of cvs and of its functions, and every answer of the sandbox', async () => {
    const recording = recordExchanges(sandbox.endpoint);
    await run(['init', '--yes', '--name=run', '--bucket-base-name=cvs-run', ...streamFlags(sandbox.streams)], []);
    for (const [args, ...exitCodes] of JOB) await run(args.split(' '), exitCodes);
    recording.stop();

    const { operations, deviations } = await judgeExchanges(recording.exchanges, sandbox);
    expect(deviations).toEqual([]);
    // What was checked: each service that cvs calls, and what only its functions call.
    expect(Object.keys(operations)).toEqual(
      expect.arrayContaining([
        'cloudformation:ExecuteChangeSet',
        'cloudfront:UpdateDistribution',
        'dynamodb:TransactWriteItems',
        'iam:SimulatePrincipalPolicy',
        'lambda:DeleteFunction',
        's3:PutObject',
        'sns:Publish',
        'sts:GetCallerIdentity',
      ]),
    );
    expect(Object.keys(operations).length).toBeGreaterThan(35);
  }, 300_000);
});
