import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { DeleteItemCommand, PutItemCommand, UntagResourceCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AssetSources } from '../../../src/lib/assets/assets.js';
import { buildAssets } from '../../../src/lib/assets/build-assets.js';
import { readAssetSources } from '../../../src/lib/assets/read-asset-sources.js';
import { systemClock } from '../../../src/lib/clock.js';
import type { Cluster } from '../../../src/lib/cluster/cluster.js';
import { deployCluster } from '../../../src/lib/deploy/deploy-cluster.js';
import { destroyCluster } from '../../../src/lib/deploy/destroy-cluster.js';
import { planCluster } from '../../../src/lib/deploy/plan-cluster.js';
import { suggestedSettings } from '../../../src/lib/edge-settings/suggested-settings.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { detachCopilot } from '../../../src/lib/parts/copilot/attach-copilot.js';
import { withCopilotSlots } from '../../../src/lib/parts/copilot/copilot-slots.js';
import { lookAtDistribution } from '../../../src/lib/parts/copilot/read-distribution.js';
import { silent } from '../../../src/lib/progress.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../support/deployed-sandbox.js';

const NAME = 'planned';

/** What is deployed: changed by states, and kept from one to the next. */
interface Wanted {
  cluster: Cluster;
  copilotCode: string;
  tags?: Record<string, string>;
}

let deployed: DeployedSandbox;
let sources: AssetSources;
let wanted: Wanted;
/** The distributions before cvs changed their settings. */
let untuned: DistributionConfig[];

beforeAll(async () => {
  sources = await readAssetSources(packageRoot);
  deployed = await startDeployedSandbox(NAME);
  wanted = { cluster: deployed.cluster, copilotCode: sources.code.copilot };
}, 120_000);

afterAll(() => deployed?.close());

function options() {
  const { cluster, copilotCode, tags } = wanted;
  return {
    cluster,
    clients: deployed.clients,
    assets: buildAssets(cluster.assets, { ...sources, code: { ...sources.code, copilot: copilotCode } }),
    http: createHttpClient(),
    clock: systemClock,
    identity: 'test',
    random: Math.random,
    report: silent,
    signal: new AbortController().signal,
    createBuckets: true,
    wishes: { tags },
  };
}

/** Ids of the steps that a plan says would do something. */
async function planned(): Promise<string[]> {
  const { steps } = await planCluster(options());
  expect(steps.filter(({ action }) => action === 'blocked')).toEqual([]);
  return steps.flatMap(({ id, action }) => (action === 'unchanged' ? [] : [id])).sort();
}

/** Ids of the steps in which a deployment does something; looking before and after is nothing. */
async function done(): Promise<string[]> {
  const { steps, problems } = await deployCluster(options());
  expect(problems).toEqual([]);
  const looking = ['check', 'verify'];
  return steps.flatMap(({ id, status }) => (status === 'succeeded' && !looking.includes(id) ? [id] : [])).sort();
}

const domainOf = (index: number) => wanted.cluster.regions[index]?.distributionDomain ?? '';

async function configs(): Promise<DistributionConfig[]> {
  const looks = wanted.cluster.regions.map((member) => lookAtDistribution(deployed.clients, member.distributionId));
  return (await Promise.all(looks)).flatMap(({ distribution }) => distribution.DistributionConfig ?? []);
}

const withoutCopilot = (config: DistributionConfig) => withCopilotSlots(config, () => undefined);

async function bucketOf(region: string): Promise<string> {
  const stack = `${NAME}-clustered-video-stream-instance`;
  const cloudFormation = await deployed.clients.cloudFormation(region);
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
  return Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'MasterPlaylistBucket')?.OutputValue ?? '';
}

async function destroy(deleteData: boolean): Promise<void> {
  const { problems } = await destroyCluster({ ...options(), deleteData });
  expect(problems).toEqual([]);
}

/** All but the assets, which no destruction removes. */
const EVERYTHING = [
  'attach/eu-west-1',
  'attach/eu-west-2',
  'clustered-video-stream',
  'clustered-video-stream-instance/eu-west-1',
  'clustered-video-stream-instance/eu-west-2',
  'copilot',
  'master-playlist',
  'stale-playlist-detector/eu-west-1',
  'stale-playlist-detector/eu-west-2',
  'state-table',
];

/** Each brings the cluster into a state, and names the steps that it takes to bring it back, or to what is wanted now. */
const STATES: [name: string, change: () => Promise<void>, steps: string[]][] = [
  ['nothing changed', async () => {}, []],
  [
    'a tag in the cluster file',
    async () => {
      wanted.cluster = { ...wanted.cluster, tags: { team: 'live' } };
    },
    [
      'clustered-video-stream',
      'clustered-video-stream-instance/eu-west-1',
      'clustered-video-stream-instance/eu-west-2',
      'copilot',
      'stale-playlist-detector/eu-west-1',
      'stale-playlist-detector/eu-west-2',
      'state-table',
    ],
  ],
  [
    'a replica of the state table lost its tags',
    async () => {
      const { DescribeTableCommand } = await import('@aws-sdk/client-dynamodb');
      const dynamoDb = await deployed.clients.dynamoDb('eu-west-2');
      const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: NAME }));
      await dynamoDb.send(new UntagResourceCommand({ ResourceArn: Table?.TableArn, TagKeys: ['team'] }));
    },
    ['state-table'],
  ],
  [
    'the table names another master playlist URL',
    async () => {
      const dynamoDb = await deployed.clients.dynamoDb('eu-west-1');
      const Item = { domain: { S: 'master-playlist' }, url: { S: 'https://elsewhere.example/playlist.m3u8' } };
      await dynamoDb.send(new PutItemCommand({ TableName: NAME, Item }));
    },
    ['state-table'],
  ],
  [
    'a distribution item was deleted outside cvs',
    async () => {
      for (const region of ['eu-west-1', 'eu-west-2']) {
        const dynamoDb = await deployed.clients.dynamoDb(region);
        await dynamoDb.send(new DeleteItemCommand({ TableName: NAME, Key: { domain: { S: domainOf(1) } } }));
      }
    },
    ['state-table'],
  ],
  [
    'the copilot was taken off a distribution',
    async () => {
      const { distributionId = '' } = wanted.cluster.regions[0] ?? {};
      const { steps } = await planCluster(options());
      expect(steps).toHaveLength(13);
      const lambda = deployed.sandbox.services.lambda.functions.list('us-east-1');
      const functionArn = lambda.find(({ name }) => name.startsWith(`${NAME}-copilot`))?.arn ?? '';
      const context = { ...options(), stepId: 'test' };
      expect((await detachCopilot(context, distributionId, new Set([functionArn]))).change).toBe('detached');
    },
    ['attach/eu-west-1'],
  ],
  [
    'an object of a master playlist bucket was deleted',
    async () => {
      const s3 = await deployed.clients.s3('eu-west-2');
      const command = new DeleteObjectCommand({ Bucket: await bucketOf('eu-west-2'), Key: 'playlist.m3u8' });
      await s3.send(command);
    },
    ['master-playlist'],
  ],
  [
    'another key of the master playlist',
    async () => {
      wanted.cluster = { ...wanted.cluster, masterPlaylist: { ...wanted.cluster.masterPlaylist, key: 'final.m3u8' } };
    },
    ['attach/eu-west-1', 'attach/eu-west-2', 'clustered-video-stream', 'copilot', 'master-playlist', 'state-table'],
  ],
  [
    'a playlist without steering',
    async () => {
      const masterPlaylist = { ...wanted.cluster.masterPlaylist, steering: false };
      wanted.cluster = { ...wanted.cluster, masterPlaylist };
    },
    ['master-playlist'],
  ],
  [
    'other code of the copilot',
    async () => {
      wanted.copilotCode = `${wanted.copilotCode};`;
    },
    ['assets', 'attach/eu-west-1', 'attach/eu-west-2', 'clustered-video-stream', 'copilot'],
  ],
  [
    'a setting of the detectors',
    async () => {
      wanted.cluster = { ...wanted.cluster, detector: { ...wanted.cluster.detector, staleTolerance: 0.5 } };
    },
    ['stale-playlist-detector/eu-west-1', 'stale-playlist-detector/eu-west-2'],
  ],
  [
    'tags asked for by a flag',
    async () => {
      wanted.tags = { cost: 'event' };
    },
    [
      'clustered-video-stream',
      'clustered-video-stream-instance/eu-west-1',
      'clustered-video-stream-instance/eu-west-2',
      'copilot',
      'stale-playlist-detector/eu-west-1',
      'stale-playlist-detector/eu-west-2',
      'state-table',
    ],
  ],
  [
    'settings of the distributions in the cluster file',
    async () => {
      untuned = await configs();
      wanted.cluster = { ...wanted.cluster, distributionSettings: suggestedSettings(2) };
      const { steps } = await planCluster(options());
      expect(steps.flatMap(({ settings = [] }) => settings)).toHaveLength(2 * 7);
    },
    ['attach/eu-west-1', 'attach/eu-west-2'],
  ],
  [
    'the stacks were destroyed, and the data kept; the distributions are as before',
    async () => {
      await destroy(false);
      expect((await configs()).map(withoutCopilot)).toEqual(untuned.map(withoutCopilot));
    },
    EVERYTHING,
  ],
  ['everything was destroyed', () => destroy(true), EVERYTHING],
];

for (const [name, change, steps] of STATES) {
  test(`${name}: the steps that plan names are the ones that deploy does`, async () => {
    await change();
    const plan = await planned();
    expect(await done()).toEqual(plan);
    expect(plan).toEqual(steps);
    expect(await planned()).toEqual([]);
  }, 60_000);
}

// A hook of the account or its organization: aws/aws-cdk issue 21674.
test('a change set that is refused blocks its step and those that need it; the plan shows the rest', async () => {
  wanted.copilotCode += '\n// another';
  const message = 'Functions need a prefix.';
  const about = { stack: 'copilot', resource: 'Copilot', message, hook: 'Org::Guard::Naming' };
  const fault = deployed.sandbox.faults.add({ kind: 'change-set', ...about });
  const { steps, blocked } = await planCluster(options());
  deployed.sandbox.faults.clear(fault);
  expect(blocked).toBe(true);
  const step = (id: string) => steps.find((one) => one.id === id);
  expect(step('copilot')).toMatchObject({
    action: 'blocked',
    why: expect.stringMatching(/Copilot \(AWS::Lambda::Function\): Org::Guard::Naming: Functions need a prefix\.$/),
  });
  expect(step('clustered-video-stream')).toMatchObject({ action: 'blocked' });
  expect(step('stale-playlist-detector/eu-west-1')).toMatchObject({ action: 'unchanged' });
});
