import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { execa } from 'execa';
import { operationOf } from '../../src/sandbox/api/operation.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { cvs, cvsEnvironment, packageRoot } from '../support/cvs/cvs.js';
import { takeInventory } from '../support/inventory.js';
import { writeSandboxCluster } from '../support/sandbox-cluster.js';
import { eventually } from '../support/service-server.js';
import { startTestSandbox } from '../support/test-sandbox.js';

// Each starts several processes, and the machine may be busy.
jest.setTimeout(120_000);

let sandbox: Sandbox;
let folder: string;
/** While there is one, no change set is made. */
let held: { reached: () => void; released: Promise<void> } | undefined;

beforeAll(async () => {
  sandbox = await startTestSandbox({
    speed: 500,
    intercept: async (request) => {
      if (held && operationOf(request) === 'CreateChangeSet') {
        held.reached();
        await held.released;
      }
      return undefined;
    },
  });
  folder = await mkdtemp(join(tmpdir(), 'cvs-deployment-'));
  await writeSandboxCluster(sandbox, 'rehearsal', folder);
});

afterEach(() => void sandbox.faults.clear());

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => cvs(args, { cwd: folder, endpoint: sandbox.endpoint });

/** A deployment in a separate process. */
function startDeployment(...args: string[]) {
  return execa(process.execPath, [`${packageRoot}/bin/run.js`, 'deploy', '--yes', ...args], {
    cwd: folder,
    env: cvsEnvironment({ endpoint: sandbox.endpoint }),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

/** Resolves when a deployment has printed something, or is over. */
function said(deployment: ReturnType<typeof startDeployment>, pattern: RegExp): Promise<void> {
  let seen = '';
  return new Promise((resolve) => {
    deployment.stderr.on('data', (chunk) => {
      seen += chunk;
      if (pattern.test(seen)) resolve();
    });
    deployment.stderr.once('close', resolve);
  });
}

/** Something to wait for, and what ends the waiting. */
function signal(): [Promise<void>, () => void] {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return [promise, resolve];
}

/** What `cvs status` says of the copilot on each distribution. */
async function copilots(): Promise<(string | undefined)[]> {
  const { regions } = (await run('status', '--json')).json() as {
    regions: { distribution: { value?: { copilot: string } } }[];
  };
  return regions.map(({ distribution }) => distribution.value?.copilot);
}

const stacksNow = async () => (await takeInventory(sandbox, 'rehearsal')).stacks;

interface Planned {
  changes: boolean;
  blocked: boolean;
  steps: { id: string; action: string; why?: string; changes?: { logicalId: string; properties: object[] }[] }[];
}

async function plan(...args: string[]): Promise<Planned & { exitCode: number | undefined }> {
  const result = await run('plan', '--json', ...args);
  return { ...(result.json() as unknown as Planned), exitCode: result.exitCode };
}

const actions = ({ steps }: Planned) => Object.fromEntries(steps.map(({ id, action }) => [id, action]));

/** Each test continues where the one before it ended. */
describe('a deployment that is watched, disturbed and resumed', () => {
  test('a plan is blocked while the asset buckets do not exist, and names the flag that creates them', async () => {
    const planned = await plan('--exit-code');
    expect(planned).toMatchObject({ exitCode: 1, blocked: true, changes: false });
    expect(planned.steps.find(({ id }) => id === 'assets')?.why).toMatch(/^The asset bucket .*--create-buckets/);
  });

  test('a plan before the first deployment lists what will be created, and creates nothing', async () => {
    const planned = await plan('--exit-code', '--create-buckets');
    expect(planned.exitCode).toBe(2);
    expect(new Set(Object.values(actions(planned)))).toEqual(new Set(['unchanged', 'update', 'create']));
    const made = (id: string) =>
      planned.steps.find((step) => step.id === id)?.changes?.map(({ logicalId }) => logicalId);
    expect(made('copilot')).toContain('Copilot');
    expect(made('clustered-video-stream')).toContain('MasterPlaylistDistribution');
    const { stacks, counts } = await takeInventory(sandbox, 'rehearsal');
    expect(stacks).toEqual([]);
    expect(counts.buckets).toBe(0);
  });

  test('a failure names its cause; the other steps continue; the steps that need it are listed', async () => {
    const message = 'The role defined for the function cannot be assumed by Lambda.';
    sandbox.faults.add({ kind: 'resource', region: 'eu-west-2', resource: 'Detector', on: 'create', message });
    const result = await run('deploy', '--yes', '--create-buckets');
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain(
      `Stack rehearsal-stale-playlist-detector in eu-west-2 ended ROLLBACK_COMPLETE (the resources that it had created are deleted again). Detector (AWS::Lambda::Function): ${message}`,
    );
    expect(result.stderr).toContain('https://eu-west-2.console.aws.amazon.com/cloudformation/home?region=eu-west-2');
    expect(result.stderr).toMatch(
      /Not started: eu-west-2 Stack rehearsal-clustered-video-stream-instance, eu-west-1 Stack rehearsal-clustered-video-stream, /,
    );
    expect(result.stderr).toMatch(/^\[eu-west-1 rehearsal-stale-playlist-detector\] CREATE_COMPLETE Detector$/m);
    const { stacks } = await takeInventory(sandbox, 'rehearsal');
    expect(stacks).toEqual([
      'eu-west-1 rehearsal-clustered-video-stream-instance CREATE_COMPLETE',
      'eu-west-1 rehearsal-stale-playlist-detector CREATE_COMPLETE',
      'eu-west-2 rehearsal-stale-playlist-detector ROLLBACK_COMPLETE',
      'us-east-1 rehearsal-copilot CREATE_COMPLETE',
    ]);
  });

  test.each([
    ['delete', undefined],
    ['keep', 'CREATE_FAILED'],
  ])('--on-failure %s leaves %s', async (choice, status) => {
    sandbox.faults.add({ kind: 'resource', region: 'eu-west-2', resource: 'Detector', on: 'create', message: 'no' });
    expect((await run('deploy', '--yes', '--on-failure', choice)).exitCode).toBe(4);
    const stack = (await stacksNow()).find((one) => one.startsWith('eu-west-2 rehearsal-stale-playlist-detector'));
    expect(stack?.split(' ').at(-1)).toBe(status);
  });

  test('the plan then says what is deleted first', async () => {
    const planned = await plan();
    expect(actions(planned)).toMatchObject({
      copilot: 'unchanged',
      'stale-playlist-detector/eu-west-1': 'unchanged',
      'stale-playlist-detector/eu-west-2': 'recreate',
      'clustered-video-stream-instance/eu-west-2': 'create',
      'clustered-video-stream': 'create',
    });
  });

  test('detached, it returns while AWS works', async () => {
    sandbox.faults.add({ kind: 'resource', region: 'eu-west-2', on: 'create', delaySeconds: 1500, times: 1 });
    const result = await run('deploy', '--yes', '--detach', '--json');
    expect(result.exitCode).toBe(5);
    const { stacks } = result.json() as { stacks: { stackName: string; region: string; status: string }[] };
    const of = (region: string) => stacks.filter((one) => one.region === region).map(({ status }) => status);
    expect(of('eu-west-2')).toEqual(['under-way', 'skipped']);
  });

  test('interrupted, it starts nothing more, and says what AWS continues and how to watch it', async () => {
    sandbox.faults.add({ kind: 'resource', resource: 'MasterPlaylistDistribution', on: 'create', delaySeconds: 900 });
    const deployment = startDeployment();
    await said(deployment, /CREATE_IN_PROGRESS MasterPlaylistDistribution/);
    deployment.kill('SIGINT');
    const result = await deployment;
    expect(result.exitCode).toBe(130);
    expect(result.stderr).toContain('interrupted during: eu-west-1 Stack rehearsal-clustered-video-stream');
    expect(result.stderr).toContain(
      'aws cloudformation describe-stack-events --region eu-west-1 --stack-name rehearsal-clustered-video-stream',
    );
    expect(result.stderr).toContain('cvs deploy');
  });

  test('a session that expires during a deployment is reported as that; AWS finishes what it has begun', async () => {
    sandbox.faults.add({ kind: 'resource', on: 'update', resource: 'Detector', delaySeconds: 500 });
    const deployment = startDeployment('--tags', 'team=live');
    await said(deployment, /UPDATE_IN_PROGRESS Detector$/m);
    sandbox.faults.add({ kind: 'expired-token' });
    const result = await deployment;
    expect([1, 4]).toContain(result.exitCode);
    expect(result.stderr).toMatch(
      /✖ [\s\S]*The AWS credentials have expired: cloudformation:\w+ in eu-west-\d was refused/,
    );
    expect(result.stderr).toContain('Operations that AWS has started continue.');
    expect(result.stderr).toContain('run the same command again; it resumes');
    sandbox.faults.clear();
    const detectors = (await eventually(stacksNow, (all) => all.every((one) => !one.endsWith('IN_PROGRESS')))).filter(
      (one) => one.includes('detector'),
    );
    expect(detectors.map((one) => one.split(' ').at(-1))).toContain('UPDATE_COMPLETE');
  });

  test('with new credentials the next run continues from there', async () => {
    const result = await run('deploy', '--yes', '--json', '--tags', 'team=live');
    expect(result.exitCode).toBe(0);
    expect(result.json()).toMatchObject({
      caller: { account: '123456789012', arn: expect.stringMatching(/^arn:aws:/) },
    });
    const { stacks } = result.json() as { stacks: { template: string; status: string }[] };
    const statuses = (template: string) => stacks.filter((one) => one.template === template).map((one) => one.status);
    expect(statuses('stale-playlist-detector')).toContain('unchanged');
    expect(statuses('clustered-video-stream')).not.toContain('unchanged');
  });

  test('afterwards there is nothing to plan, and nothing to do', async () => {
    const planned = await plan('--exit-code', '--tags', 'team=live');
    expect(new Set(Object.values(actions(planned)))).toEqual(new Set(['unchanged']));
    expect(planned).toMatchObject({ exitCode: 0, changes: false, blocked: false });
    const again = await run('deploy', '--yes', '--tags', 'team=live');
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
    expect(again.stderr).toContain('Deploying to account 123456789012, as arn:aws:');
  });

  test('a rollback that is stuck continues without the resource that --skip-resource names', async () => {
    sandbox.faults.add({ kind: 'resource', region: 'eu-west-2', resource: 'Detector', on: 'update', message: 'no' });
    const stuck = await run('deploy', '--yes', '--tags', 'team=stuck');
    expect(stuck.exitCode).toBe(4);
    expect(stuck.stderr).toContain('eu-west-2 ended UPDATE_ROLLBACK_FAILED');
    expect(stuck.stderr).toContain('`cvs deploy --skip-resource Detector`');
    sandbox.faults.clear();
    const freed = await run('deploy', '--yes', '--tags', 'team=live', '--skip-resource', 'Detector');
    expect(freed.stderr).toContain('warning: Skipped resources: Detector.');
    expect(freed.exitCode).toBe(0);
  });

  test('a second Ctrl-C exits at once, whatever is being waited for', async () => {
    const [called, reached] = signal();
    const [released, release] = signal();
    held = { reached, released };
    try {
      const deployment = startDeployment('--tags', 'team=hasty');
      let over = false;
      const ended = deployment.then((result) => {
        over = true;
        return result;
      });
      await called;
      deployment.kill('SIGINT');
      // A call that starts something is not cancelled: its answer is waited for.
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(over).toBe(false);
      deployment.kill('SIGINT');
      const { exitCode, stderr } = await ended;
      expect({ exitCode, told: stderr.includes('was interrupted') }).toEqual({ exitCode: 130, told: false });
    } finally {
      held = undefined;
      release();
    }
  });

  test('outputs come as a table, as JSON and for a shell', async () => {
    expect((await run('outputs')).stdout).toMatch(/rehearsal-copilot\s+us-east-1\s+CopilotLambdaVersion\s+\S*1\s*$/m);
    const { stacks } = (await run('outputs', '--json')).json() as { stacks: object[] };
    expect(stacks.length).toBe(6);
    const shell = await execa('sh', ['-c', `${(await run('outputs', '--env')).stdout}\nprintenv`]);
    expect(shell.stdout).toContain('CVS_CLUSTERED_VIDEO_STREAM_EU_WEST_1_STATE_TABLE=rehearsal');
  });

  test('a change of the cluster file is planned with its values, and only there', async () => {
    const file = join(folder, 'cvs.yaml');
    const before = await readFile(file, 'utf8');
    await writeFile(file, before.replace('staleTolerance: 0.95', 'staleTolerance: 0.5'));
    const planned = await plan('--tags', 'team=live');
    expect(actions(planned)).toMatchObject({
      copilot: 'unchanged',
      'stale-playlist-detector/eu-west-1': 'update',
      'clustered-video-stream': 'unchanged',
    });
    const changes = planned.steps.find(({ id }) => id === 'stale-playlist-detector/eu-west-1')?.changes ?? [];
    const values = JSON.stringify(changes);
    expect(values).toMatch(/"before":".*0\.95/);
    expect(values).toMatch(/"after":".*0\.5\D/);
    await writeFile(file, before);
  });

  test('a copilot that the owner’s update removed is noticed and attached again, also while a region is closed', async () => {
    const [first] = sandbox.streams;
    sandbox.faults.add({ kind: 'foreign-change', distributionId: first?.distributionId ?? '' });
    expect(await copilots()).toEqual(['absent', 'attached']);
    expect((await run('failover', 'close', 'eu-west-2', '--now')).exitCode).toBe(0);
    const planned = await plan('--tags', 'team=live');
    expect(planned.steps.filter(({ action }) => action !== 'unchanged')).toEqual([
      expect.objectContaining({ id: 'attach/eu-west-1', action: 'update', why: 'absent → version 1' }),
    ]);
    const result = await run('deploy', '--yes', '--json', '--events', 'ndjson', '--tags', 'team=live');
    const lines = result.stdout.split('\n').map((line) => JSON.parse(line) as { type: string; status?: string });
    expect(lines[0]).toMatchObject({ type: 'plan' });
    expect(lines.at(-1)).toMatchObject({ type: 'result', status: 'succeeded' });
    expect(await copilots()).toEqual(['attached', 'attached']);
    const { copilots: versions, state } = await takeInventory(sandbox, 'rehearsal');
    expect(versions.every((one) => one.endsWith(':1'))).toBe(true);
    expect(state.find((item) => item.region === 'eu-west-2')).toMatchObject({ distro_open: false });
  });

  test('nothing to do while a region is closed is still nothing to do', async () => {
    const result = await run('deploy', '--yes', '--json', '--tags', 'team=live');
    expect(result.json()).toMatchObject({ status: 'unchanged' });
  });

  test('--tune-distributions shows each setting in the plan, sets it, and keeps it in the cluster file', async () => {
    const file = join(folder, 'cvs.yaml');
    const before = await readFile(file, 'utf8');
    const planned = await run('plan', '--tune-distributions', '--tags', 'team=live');
    expect(planned.stdout).toMatch(/^~ .*eu-west-1.* update: settings of the distribution$/m);
    expect(planned.stdout).toMatch(/^ +~ ErrorCachingMinTTL of 503: 10 → 0$/m);
    expect(planned.stdout).toMatch(/^ +~ OriginReadTimeout of the origin origin: 30 → 4$/m);
    expect(await readFile(file, 'utf8')).toBe(before);
    const result = await run('deploy', '--yes', '--tune-distributions', '--tags', 'team=live');
    expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('has distributionSettings now') });
    expect(await readFile(file, 'utf8')).toContain('responseTimeout: 4');
    const { config } = sandbox.cloudFront.distributions.get(sandbox.streams[0]?.distributionId ?? '');
    expect(config.Origins?.Items?.[0]).toMatchObject({ ConnectionAttempts: 1, ConnectionTimeout: 2 });
    expect(await plan('--tags', 'team=live')).toMatchObject({ changes: false });
  });

  test('destroy says what is deleted and what is kept; a later sweep deletes what CloudFront still held', async () => {
    const destroyed = await run('destroy', '--yes', '--delete-data');
    expect(destroyed.exitCode).toBe(0);
    expect(destroyed.stderr).toContain('eu-west-1: rehearsal-stale-playlist-detector');
    expect(destroyed.stdout).toMatch(/rehearsal-copilot-Copilot-\S+\s+us-east-1\s+kept/);
    for (const { distributionId } of sandbox.streams) {
      const { config, tags } = sandbox.cloudFront.distributions.get(distributionId);
      expect([config.CustomErrorResponses?.Quantity, tags]).toEqual([0, {}]);
      expect(config.Origins?.Items?.[0]).toMatchObject({ ConnectionAttempts: 3, ConnectionTimeout: 10 });
    }
    const held = await run('destroy', '--sweep', '--yes', '--json');
    expect(held.exitCode).toBe(5);
    expect(held.json()).toMatchObject({ deleted: [], held: [expect.stringMatching(/^rehearsal-copilot-Copilot-/)] });

    sandbox.cloudFront.releaseReplicas();
    const swept = await run('destroy', '--sweep', '--yes', '--json');
    expect(swept.exitCode).toBe(0);
    const names = (swept.json() as { deleted: string[] }).deleted.map((name) => name.replace(/-[A-Z0-9]+$/, ''));
    expect(names).toEqual(['rehearsal-copilot-Copilot', 'rehearsal-copilot-CopilotRole']);
    const { stacks, counts } = await takeInventory(sandbox, 'rehearsal');
    expect({ stacks, functions: counts.functions }).toEqual({ stacks: [], functions: 0 });
    expect((await run('destroy', '--sweep', '--yes', '--json')).json()).toMatchObject({
      error: { code: 'NOTHING_TO_SWEEP' },
    });
  });

  test('a tag without a value is a usage error', async () => {
    expect(await run('plan', '--tags', 'live')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--tags team=live'),
    });
  });
});
