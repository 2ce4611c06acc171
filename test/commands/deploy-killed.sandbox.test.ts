import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { AwsClients } from '../../src/lib/aws/aws-clients.js';
import { operationOf } from '../../src/sandbox/api/operation.js';
import type { Rule } from '../../src/sandbox/api/pipeline.js';
import type { ControlRequest } from '../../src/sandbox/api/service.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { cvsEnvironment, packageRoot } from '../support/cvs/cvs.js';
import { type CvsRun, CvsShell } from '../support/cvs/cvs-shell.js';
import { type Inventory, takeInventory } from '../support/inventory.js';
import { writeSandboxCluster } from '../support/sandbox-cluster.js';
import { startTestSandbox } from '../support/test-sandbox.js';

const MOMENTS = 12;
/** How many deployments run at once, each in a separate process. */
const AT_ONCE = 2;

let folder: string;
/** What an undisturbed deployment leaves, and how many calls to AWS it takes. */
let undisturbed: { calls: number; inventory: Inventory };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvs-killed-'));
  const shell = new CvsShell();
  undisturbed = await rehearse(shell, async ({ sandbox, run, calls }) => {
    expect(await run('deploy', '--yes', '--create-buckets')).toMatchObject({ exitCode: 0 });
    return { calls: calls(), inventory: comparable(await takeInventory(sandbox, 'killed'), sandbox) };
  });
  await shell.close();
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

test('whenever a deployment is killed, the next one ends as if nothing had happened', async () => {
  // Spread from the first call to the last of the stacks' calls: a later kill leaves less and less undone. They are others
  // in each run, so that runs together try every call; a failure names its call.
  const apart = (undisturbed.calls * 0.9) / MOMENTS;
  const moments = Array.from({ length: MOMENTS }, (_, index) => Math.floor(1 + (index + Math.random()) * apart));
  const expected = { problem: '', closeStands: true, inventory: undisturbed.inventory };
  const queue = [...moments];
  const outcomes: { killed: boolean }[] = [];
  const worker = async () => {
    const shell = new CvsShell();
    try {
      for (let call = queue.shift(); call !== undefined; call = queue.shift()) {
        const outcome = { call, ...(await killedAt(call, shell)) };
        outcomes.push(outcome);
        // One failure is enough, but nothing may be left running.
        expect(outcome).toEqual({ call, killed: expect.any(Boolean), ...expected });
      }
    } finally {
      await shell.close();
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  for (const one of workers) if (one.status === 'rejected') throw one.reason;
  expect(outcomes.length).toBe(MOMENTS);
  // A deployment that needs fewer calls than the first one may be over before its moment.
  expect(outcomes.filter(({ killed }) => killed).length).toBeGreaterThanOrEqual(MOMENTS - 2);
}, 600_000);

/**
 * Kills a deployment at its n-th call of AWS, which AWS still gets; closes a region as soon as there is a state table,
 * as an operator might, and deploys again.
 */
function killedAt(call: number, shell: CvsShell): Promise<{ killed: boolean }> {
  return rehearse(shell, async ({ sandbox, run, onCall, environment, cwd }) => {
    const deployment = execa(process.execPath, [`${packageRoot}/bin/run.js`, 'deploy', '--yes', '--create-buckets'], {
      cwd,
      env: environment,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    });
    onCall(call, () => deployment.kill('SIGKILL'));
    const killed = (await deployment).signal === 'SIGKILL';
    const closed = await closeFirstRegion(sandbox);
    const second = await run('deploy', '--yes', '--create-buckets');
    const inventory = await takeInventory(sandbox, 'killed');
    // What the operator decided meanwhile is kept; everything else is as if the kill had not happened.
    const kept = inventory.state.filter((item) => item.distro_open === false && item.reason === 'rehearsal');
    for (const item of kept) {
      item.distro_open = true;
      delete item.reason;
    }
    const closeStands = kept.length === (closed ? 1 : 0);
    const problem = second.exitCode === 0 ? '' : second.stderr.slice(second.stderr.indexOf('✖'));
    return { killed, problem, closeStands, inventory: comparable(inventory, sandbox) };
  });
}

/** Closes RegionOne in the state table, outside cvs, if a deployment got as far as seeding it. */
async function closeFirstRegion(sandbox: Sandbox): Promise<boolean> {
  const clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  try {
    const client = await clients.dynamoDb('eu-west-1');
    await client.send(
      new UpdateItemCommand({
        TableName: 'killed',
        Key: { domain: { S: sandbox.streams[0]?.distributionDomain ?? '' } },
        UpdateExpression: 'SET distro_open = :no, reason = :why',
        ConditionExpression: 'distro_open = :yes',
        ExpressionAttributeValues: { ':no': { BOOL: false }, ':yes': { BOOL: true }, ':why': { S: 'rehearsal' } },
      }),
    );
    return true;
  } catch (error) {
    if (/ResourceNotFound|ConditionalCheckFailed/.test((error as Error).name)) return false;
    throw error;
  } finally {
    await clients.close();
  }
}

interface Rehearsal {
  sandbox: Sandbox;
  cwd: string;
  environment: Record<string, string>;
  /** Runs a command in the shell. */
  run: (...args: string[]) => Promise<CvsRun>;
  /** Calls of AWS so far, without polling. */
  calls: () => number;
  onCall: (call: number, act: () => void) => void;
}

/** The number of these calls depends on the machine more than on the deployment. HEAD checks whether an asset exists. */
function isPolling(request: ControlRequest): boolean {
  const polled =
    /^(DescribeStackEvents|DescribeChangeSet|GET \/2020-05-31\/distribution\/[^/]+|GET \/2015-03-31\/functions\/[^/]+|HEAD .*)$/;
  return polled.test(operationOf(request));
}

/** A separate sandbox with a cluster file: fast, but slow enough for stacks to be under way for a while. */
async function rehearse<T>(shell: CvsShell, work: (rehearsal: Rehearsal) => Promise<T>): Promise<T> {
  let calls = 0;
  let act: { call: number; run: () => void } | undefined;
  const intercept: Rule = (request) => {
    if (isPolling(request)) return undefined;
    calls += 1;
    if (calls === act?.call) act.run();
    return undefined;
  };
  const sandbox = await startTestSandbox({ speed: 1000, intercept });
  try {
    const cwd = await mkdtemp(join(folder, 'run-'));
    const environment = cvsEnvironment({ endpoint: sandbox.endpoint });
    const run = (...args: string[]) => shell.run(args, { cwd, env: environment });
    await writeSandboxCluster(sandbox, 'killed', cwd);
    return await work({
      sandbox,
      cwd,
      environment,
      run,
      calls: () => calls,
      onCall: (call, run) => {
        act = { call, run };
      },
    });
  } finally {
    await sandbox.close();
  }
}

/** Without what differs from sandbox to sandbox: random parts of names, ports. */
function comparable(inventory: Inventory, sandbox: Sandbox): Inventory {
  let text = JSON.stringify(inventory);
  for (const { region, distributionDomain } of sandbox.streams) text = text.replaceAll(distributionDomain, region);
  const same = JSON.parse(text.replaceAll(/-[A-Z0-9]{12}(?=:)/g, '')) as Inventory;
  return { ...same, state: same.state.sort((a, b) => String(a.region).localeCompare(String(b.region))) };
}
