import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatCluster } from '../../src/lib/cluster/format.js';
import { type CvsRun, cvs } from '../support/cvs/cvs.js';
import { type DeployedSandbox, startDeployedSandbox } from '../support/deployed-sandbox.js';

let deployed: DeployedSandbox;
let folder: string;

beforeAll(async () => {
  deployed = await startDeployedSandbox();
  folder = await mkdtemp(join(tmpdir(), 'cvs-doctor-'));
  await writeFile(join(folder, 'cvs.yaml'), formatCluster(deployed.cluster, 'schema.json'));
});

afterAll(async () => {
  await deployed.close();
  await rm(folder, { recursive: true, force: true });
});

function doctor(...args: string[]): Promise<CvsRun> {
  return cvs(['doctor', ...args], { cwd: folder, endpoint: deployed.sandbox.endpoint });
}

interface Report {
  checks: { id: string; status: string; findings: { message: string }[] }[];
}

async function failing(): Promise<string[]> {
  const result = await doctor('--json');
  const { checks } = result.json() as unknown as Report;
  const failed = checks.filter(({ status }) => status === 'fail').map(({ id }) => id);
  expect(result.exitCode).toBe(failed.length > 0 ? 1 : 0);
  return failed;
}

describe('cvs doctor, of a cluster that was deployed', () => {
  test('finds nothing wrong, and says what it checked', async () => {
    const result = await doctor();
    expect(result.stdout).toContain('0 failed');
    expect(result.stdout).toContain('✔ The ladders pair up');
    expect(result.exitCode).toBe(0);
  });

  test('in plain words, and with every call logged without secrets', async () => {
    const result = await doctor('--plain', '--debug');
    expect(result.stdout).toContain('ok: The ladders pair up');
    expect(result.stdout).toMatch(/^[\n\x20-\x7e]+$/);
    expect(result.stderr).toMatch(/\[debug\] STSClient\.GetCallerIdentityCommand eu-west-1 200 \d+ ms, request /);
    expect(result.stderr).toMatch(/\[debug\] GET http:\S+index\.m3u8 200 \d+ ms/);
    expect(result.stderr).not.toContain('Signature=');
  });

  test('flags come from the environment too', async () => {
    const result = await cvs(['doctor'], {
      cwd: tmpdir(),
      endpoint: deployed.sandbox.endpoint,
      env: { CVS_CLUSTER_FILE: join(folder, 'cvs.yaml'), CVS_JSON: '1' },
    });
    expect(result.json()).toMatchObject({ cluster: 'rehearsal', counts: { fail: 0 } });
  });

  test('a region that was closed is checked at its origin, and named', async () => {
    const [first] = deployed.cluster.regions;
    const closing = ['failover', 'close', first?.region ?? '', '--now', '--yes'];
    expect((await cvs(closing, { cwd: folder, endpoint: deployed.sandbox.endpoint })).exitCode).toBe(0);
    const result = await doctor();
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain(`${first?.region}: closed; at its origin: live`);
    // An edge that cannot reach its origin in time serves what it has: on a busy machine that is a warning of its own.
    expect(result.stdout).toMatch(
      /Warnings\n(?: .*\n)*? {2}▲ Deployment, expected: No distribution was left closed or drained\n {6}▲ eu-west-1: closed, by .*\n {8}→ Open it: cvs failover open eu-west-1\n/,
    );
    const opening = ['failover', 'open', first?.region ?? ''];
    expect((await cvs(opening, { cwd: folder, endpoint: deployed.sandbox.endpoint })).exitCode).toBe(0);
  }, 20_000);

  test('replicas that differ because replication has stopped are found', async () => {
    const { dynamodb } = deployed.sandbox.services;
    const domain = deployed.cluster.regions[0]?.distributionDomain ?? '';
    const drained = async (value: boolean) => {
      const client = await deployed.clients.dynamoDb('eu-west-1');
      const Key = { domain: { S: domain } };
      const values = { ':drained': { BOOL: value } };
      const UpdateExpression = 'SET drained = :drained';
      const TableName = deployed.cluster.name;
      await client.send(new UpdateItemCommand({ TableName, Key, UpdateExpression, ExpressionAttributeValues: values }));
    };
    dynamodb.isolate('eu-west-2', true);
    await drained(true);
    const { checks } = (await doctor('--json')).json() as unknown as Report;
    expect(checks.find(({ id }) => id === 'replicas')).toMatchObject({
      status: 'fail',
      findings: expect.arrayContaining([
        expect.objectContaining({
          message: expect.stringMatching(
            `^the distribution item of ${domain}: eu-west-1 says drained\\b.*, eu-west-2 says open\\b`,
          ),
        }),
      ]),
    });
    await drained(false);
    dynamodb.isolate('eu-west-2', false);
    expect(await failing()).toEqual([]);
  }, 40_000);

  test('a copilot that was detached outside cvs is found', async () => {
    const { cloudFront, streams } = deployed.sandbox;
    const found = cloudFront.distributions.get(streams[1]?.distributionId ?? '');
    const config = structuredClone(found.config);
    if (config.DefaultCacheBehavior) config.DefaultCacheBehavior.LambdaFunctionAssociations = { Quantity: 0 };
    cloudFront.distributions.update(found.id, config, found.etag);
    expect(await failing()).toEqual(['copilot-attached']);
  });

  test('an encoder whose stream is gone is found', async () => {
    const { cloudFront, streams } = deployed.sandbox;
    streams[1]?.origin.faults.add({ how: 'status', code: 404 });
    // The edge has what the last test read for a second, and not all of it for equally long.
    cloudFront.distributions.get(streams[1]?.distributionId ?? '').edge.invalidate(['/*']);
    expect(await failing()).toEqual(['streams', 'origins', 'copilot-attached']);
  });

  test('without credentials only what needs none is checked', async () => {
    const result = await cvs(['doctor'], { cwd: folder });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toMatch(/✖ Account, expected: AWS accepts the credentials\n +✖ No AWS credentials/);
    expect(result.stdout).toContain(
      '· The stacks are there, and complete: not asked: AWS does not accept the credentials',
    );
  });
});
