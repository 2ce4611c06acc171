import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildAssets } from '../../../src/lib/assets/build-assets.js';
import { readAssetSources } from '../../../src/lib/assets/read-asset-sources.js';
import { systemClock } from '../../../src/lib/clock.js';
import { describeStack } from '../../../src/lib/cloudformation/describe-stack.js';
import type { Cluster } from '../../../src/lib/cluster/cluster.js';
import { deployCluster } from '../../../src/lib/deploy/deploy-cluster.js';
import { destroyCluster } from '../../../src/lib/deploy/destroy-cluster.js';
import { planCluster } from '../../../src/lib/deploy/plan-cluster.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { elsewhereText, readCopilotsElsewhere } from '../../../src/lib/parts/copilot/copilots-elsewhere.js';
import { lookAtDistribution } from '../../../src/lib/parts/copilot/read-distribution.js';
import { findStacks } from '../../../src/lib/parts/stacks/find-stacks.js';
import { View } from '../../../src/lib/parts/view.js';
import { silent } from '../../../src/lib/progress.js';
import { readStatus } from '../../../src/lib/status/read-status.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../support/deployed-sandbox.js';

const NAME = 'outside';

let deployed: DeployedSandbox;
let assets: ReturnType<typeof buildAssets>;

beforeAll(async () => {
  deployed = await startDeployedSandbox(NAME, { speed: 100_000 });
  assets = buildAssets(deployed.cluster.assets, await readAssetSources(packageRoot));
}, 120_000);
afterAll(() => deployed?.close());

function options(cluster: Cluster = deployed.cluster) {
  return {
    ...{ cluster, clients: deployed.clients, assets, http: createHttpClient(), clock: systemClock, identity: 'test' },
    ...{ random: Math.random, report: silent, signal: new AbortController().signal, createBuckets: true },
  };
}

async function deleteStack(region: string, template: string): Promise<void> {
  const StackName = `${NAME}-${template}`;
  const client = await deployed.clients.cloudFormation(region);
  const { stackId = '' } = (await describeStack(deployed.clients, region, StackName)) ?? {};
  await client.send(new DeleteStackCommand({ StackName }));
  await expectSoon(async () => (await describeStack(deployed.clients, region, stackId))?.status === 'DELETE_COMPLETE');
}

async function expectSoon(is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await is()) return;
    await systemClock.sleep(25);
  }
  throw new Error('It did not become so.');
}

const holders = async () => {
  const looks = deployed.cluster.regions.map((one) => lookAtDistribution(deployed.clients, one.distributionId));
  return (await Promise.all(looks)).flatMap(({ slots }) => slots.map(({ versionArn }) => versionArn));
};

test('regions that are swapped in the cluster file are refused before anything is changed', async () => {
  const swapped = { ...deployed.cluster, regions: deployed.cluster.regions.toReversed() };
  const said = `Stack ${NAME}-clustered-video-stream in eu-west-1 was deployed for eu-west-1 and eu-west-2, in this order`;
  const refused = { code: 'REGIONS_CHANGED', message: expect.stringContaining(said) };
  const { steps, blocked } = await planCluster(options(swapped));
  expect(blocked).toBe(true);
  expect(steps[0]).toMatchObject({ id: 'check', action: 'blocked', why: expect.stringContaining(said) });
  expect(await deployCluster(options(swapped))).toMatchObject({ status: 'failed', problems: [refused] });
  await expect(destroyCluster({ ...options(swapped), deleteData: true })).rejects.toMatchObject(refused);
  expect((await readStatus(options(swapped))).regionsChanged).toContain(said);
  expect(await findStacks(deployed.clients, deployed.cluster)).toHaveLength(6);
});

test('a copilot stack that was deleted outside cvs is made again, and its copilot takes the place of the former', async () => {
  const former = await holders();
  await deleteStack('us-east-1', 'copilot');
  const { regions } = await readStatus(options());
  expect(regions[0]?.distribution).toMatchObject({ value: { copilot: 'former' } });
  const deployment = await deployCluster(options());
  expect(deployment.problems).toEqual([]);
  const now = await holders();
  expect(now.every((one) => one === deployment.copilotVersionArn)).toBe(true);
  expect(now.some((one) => former.includes(one))).toBe(false);
});

async function deleteTable(region: string): Promise<void> {
  const dynamoDb = await deployed.clients.dynamoDb(region);
  await dynamoDb.send(new DeleteTableCommand({ TableName: NAME }));
}

test('a replica that was deleted outside cvs: nothing is changed, and the command that is named adds it again', async () => {
  await deleteTable('eu-west-2');
  const { problems } = await deployCluster(options());
  const missing = problems.find(({ code }) => code === 'REPLICA_MISSING');
  const [, region, updates] = /--region (\S+) .*--replica-updates '(.*)'/.exec(missing?.suggestions[0] ?? '') ?? [];
  expect([region, updates]).toEqual(['eu-west-1', '[{"Create":{"RegionName":"eu-west-2"}}]']);
  const dynamoDb = await deployed.clients.dynamoDb('eu-west-1');
  await dynamoDb.send(new UpdateTableCommand({ TableName: NAME, ReplicaUpdates: JSON.parse(updates ?? '') }));
  expect((await deployCluster(options())).problems).toEqual([]);
  const { replicas, regions } = await readStatus(options());
  expect(replicas.map(({ answer }) => answer)).toEqual(Array(2).fill({ known: true, value: 'current' }));
  expect(regions[1]?.serving).toMatchObject({ value: { state: 'open' } });
});

test('a state table that was deleted outside cvs is planned and made again, and then there is nothing to do', async () => {
  // The replica first: DynamoDB keeps the one that it was made from.
  for (const region of ['eu-west-2', 'eu-west-1']) await deleteTable(region);
  const { steps } = await planCluster(options());
  const planned = steps.filter(({ action }) => action !== 'unchanged').map(({ id, action }) => `${action} ${id}`);
  expect(planned).toEqual(['update clustered-video-stream', 'create state-table']);
  const deployment = await deployCluster(options());
  expect(deployment.problems).toEqual([]);
  const changed = deployment.steps.filter(({ status }) => status === 'succeeded').map(({ id }) => id);
  expect(changed).toEqual(['clustered-video-stream', 'state-table', 'verify']);
  expect((await planCluster(options())).changes).toBe(false);
});

test('a distribution that another one replaced in the cluster file is told of, and keeps the data that its copilot reads', async () => {
  const { regions } = deployed.cluster;
  const [first, second] = regions as [(typeof regions)[number], (typeof regions)[number]];
  const moved = { ...deployed.cluster, regions: [first, { ...second, distributionId: 'EOTHER0000000' }] };
  const said = `${second.distributionId} (${second.distributionDomain}), which the cluster file does not name, still runs the copilot of ${NAME}`;
  const view = new View(options(moved));
  expect(elsewhereText(NAME, await readCopilotsElsewhere(view))).toBe(said);
  await view.end();
  await expect(destroyCluster({ ...options(moved), deleteData: true })).rejects.toMatchObject({
    code: 'COPILOT_STILL_RUNS',
    message: `${said} and reads its state table. Nothing was deleted.`,
  });
  expect(await findStacks(deployed.clients, deployed.cluster)).toHaveLength(6);
});

test('a destruction takes a copilot off whose stack is gone, before it deletes the table that it reads', async () => {
  await deleteStack('us-east-1', 'copilot');
  const result = await destroyCluster({ ...options(), deleteData: true });
  expect(result.problems).toEqual([]);
  expect((await holders()).every((one) => one === undefined)).toBe(true);
  expect(result.deletedData.filter(({ resourceType }) => resourceType === 'AWS::DynamoDB::GlobalTable')).toHaveLength(
    2,
  );
});
