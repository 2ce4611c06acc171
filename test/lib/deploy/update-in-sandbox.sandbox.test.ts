import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetBucketTaggingCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AssetSources } from '../../../src/lib/assets/assets.js';
import { buildAssets } from '../../../src/lib/assets/build-assets.js';
import { readAssetSources } from '../../../src/lib/assets/read-asset-sources.js';
import { systemClock } from '../../../src/lib/clock.js';
import { type DeployResult, deployCluster } from '../../../src/lib/deploy/deploy-cluster.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { silent } from '../../../src/lib/progress.js';
import { healthKey } from '../../../src/lib/state/state-items.js';
import { RoundCounter } from '../../support/count-rounds.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../support/deployed-sandbox.js';
import { eventually } from '../../support/service-server.js';

const counter = new RoundCounter();
let deployed: DeployedSandbox;
let sources: AssetSources;

beforeAll(async () => {
  sources = await readAssetSources(packageRoot);
  deployed = await startDeployedSandbox('updates', { intercept: counter.intercept });
  // As an operator's hand would in the console, and nothing that a deployment writes.
  const { distributionDomain } = deployed.sandbox.streams[1] as DeployedSandbox['sandbox']['streams'][number];
  const dynamoDb = await deployed.clients.dynamoDb('eu-west-1');
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: 'updates',
      Key: { domain: { S: distributionDomain } },
      UpdateExpression: 'SET distro_open = :no, reason = :why',
      ExpressionAttributeValues: { ':no': { BOOL: false }, ':why': { S: 'encoder on fire' } },
    }),
  );
  await eventually(
    decisions,
    ([one, two]) => JSON.stringify(one) === JSON.stringify(two) && JSON.stringify(one).includes('on fire'),
  );
}, 120_000);

afterAll(() => deployed?.close());

/** Deploys with this code of the copilot. */
function deploy(copilot: string, cluster = deployed.cluster): Promise<DeployResult> {
  const { clients } = deployed;
  return deployCluster({
    cluster,
    clients,
    assets: buildAssets(cluster.assets, { ...sources, code: { ...sources.code, copilot } }),
    http: createHttpClient(),
    clock: systemClock,
    identity: 'test',
    random: Math.random,
    report: silent,
    signal: new AbortController().signal,
    createBuckets: false,
  });
}

/** Everything in the state table that detectors do not write, in both regions. */
async function decisions() {
  const items = await Promise.all(
    deployed.cluster.regions.map(async ({ region }) => {
      const dynamoDb = await deployed.clients.dynamoDb(region);
      const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: 'updates' }));
      return Items.filter((item) => !item.domain?.S?.startsWith(healthKey('')));
    }),
  );
  return items.map((all) => all.sort((a, b) => ((a.domain?.S ?? '') < (b.domain?.S ?? '') ? -1 : 1)));
}

/** What is on origin-request of every behavior of every distribution at this moment. */
function attached(): Record<string, (string | undefined)[]> {
  return Object.fromEntries(
    deployed.sandbox.cloudFront.distributions.list().map(({ id, config }) => {
      const behaviors = [config.DefaultCacheBehavior, ...(config.CacheBehaviors?.Items ?? [])];
      return [
        id,
        behaviors.map(
          (one) =>
            one?.LambdaFunctionAssociations?.Items?.find(({ EventType }) => EventType === 'origin-request')
              ?.LambdaFunctionARN,
        ),
      ];
    }),
  );
}

test('other code of the copilot is a new version on all distributions, and no moment has a distribution without one', async () => {
  const before = await decisions();
  const seen: ReturnType<typeof attached>[] = [attached()];
  let done = false;
  const watch = async () => {
    while (!done) {
      seen.push(attached());
      await systemClock.sleep(2);
    }
  };
  const watching = watch();
  const result = await deploy(`${sources.code.copilot};`).finally(() => {
    done = true;
  });
  await watching;
  seen.push(attached());

  expect(result.stacks.map((one) => [one.template, one.status])).toEqual([
    ['stale-playlist-detector', 'unchanged'],
    ['stale-playlist-detector', 'unchanged'],
    ['copilot', 'updated'],
    ['clustered-video-stream-instance', 'unchanged'],
    ['clustered-video-stream-instance', 'unchanged'],
    ['clustered-video-stream', 'updated'],
  ]);
  const [first, last] = [seen[0] ?? {}, seen.at(-1) ?? {}];
  expect(Object.keys(first)).toHaveLength(3);
  expect(seen.length).toBeGreaterThan(20);
  for (const [id, versions] of Object.entries(last)) {
    expect(new Set(versions)).toEqual(new Set([result.copilotVersionArn]));
    for (const moment of seen) {
      for (const version of moment[id] ?? [undefined]) {
        expect([first[id]?.[0], result.copilotVersionArn]).toContain(version);
      }
    }
  }
  expect(Object.values(first).flat()).not.toContain(result.copilotVersionArn);
  expect(await decisions()).toEqual(before);
}, 60_000);

test('deploying again changes nothing, and no state item', async () => {
  const before = await decisions();
  expect(before[0]).toEqual(before[1]);
  expect(before[0]?.map((item) => item.distro_open?.BOOL).filter((open) => open === false)).toHaveLength(1);
  const result = await deploy(`${sources.code.copilot};`);
  expect(new Set(result.stacks.map((one) => one.status))).toEqual(new Set(['unchanged']));
  expect(result.distributionChanges.map((one) => one.change)).toEqual(['unchanged', 'unchanged']);
  expect(await decisions()).toEqual(before);
}, 60_000);

test('to find that there is nothing to do, it waits for AWS twice, however many stacks there are', async () => {
  const rounds = await counter.during(() => deploy(`${sources.code.copilot};`));
  // Descriptions; templates, assets and published playlists. One more where a busy machine tears one apart.
  expect(rounds).toBeGreaterThanOrEqual(2);
  expect(rounds).toBeLessThanOrEqual(3);
}, 60_000);

test('every resource that takes tags has the cluster’s name, the version and the user’s tags', async () => {
  const { cluster, clients, sandbox } = deployed;
  await deploy(`${sources.code.copilot};`, { ...cluster, tags: { team: 'live' } });
  const { sqs, sns, lambda, dynamodb } = sandbox.services;
  const tagged = [...deployed.cluster.regions.map((one) => one.region), 'us-east-1'].flatMap((region) => [
    ...sqs.list(region).map(({ name, tags }) => ({ name, tags })),
    ...sns.list(region).map(({ name, tags }) => ({ name, tags })),
    ...lambda.functions.list(region).map(({ name, tags }) => ({ name, tags })),
    ...[...dynamodb.region(region).settings.values()]
      .filter(({ tableName }) => tableName === cluster.name)
      .map(({ tableName, tags }) => ({ name: tableName, tags })),
  ]);
  const streams = new Set(sandbox.streams.map((one) => one.distributionId));
  for (const { id, tags } of sandbox.cloudFront.distributions.list()) {
    if (!streams.has(id)) tagged.push({ name: id, tags });
  }
  for (const { region } of cluster.regions) {
    const s3 = await clients.s3(region);
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({ Prefix: 'updates-' }));
    for (const { Name: Bucket = '' } of Buckets.filter(({ BucketRegion }) => BucketRegion === region)) {
      const { TagSet = [] } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
      tagged.push({ name: Bucket, tags: Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value ?? ''])) });
    }
  }
  // Three queues, two topics, two functions, a bucket and a replica a region; the copilot; the distribution.
  expect(tagged).toHaveLength(2 * 9 + 2);
  for (const { name, tags } of tagged) {
    expect({ name, ...tags }).toMatchObject({
      name,
      'cvs:cluster': 'updates',
      'cvs:version': cluster.assets.version,
      team: 'live',
    });
  }
}, 60_000);
