import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AssetSources } from '../../../src/lib/assets/assets.js';
import { buildAssets } from '../../../src/lib/assets/build-assets.js';
import { readAssetSources } from '../../../src/lib/assets/read-asset-sources.js';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { systemClock } from '../../../src/lib/clock.js';
import { deployCluster } from '../../../src/lib/deploy/deploy-cluster.js';
import { runError } from '../../../src/lib/deploy/outcome.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import type { Report } from '../../../src/lib/progress.js';
import type { Sandbox } from '../../../src/sandbox/start-sandbox.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { sandboxCluster } from '../../support/sandbox-cluster.js';
import { startTestSandbox } from '../../support/test-sandbox.js';

let sandbox: Sandbox;
let clients: AwsClients;
let sources: AssetSources;

beforeAll(async () => {
  sources = await readAssetSources(packageRoot);
  sandbox = await startTestSandbox();
  clients = new AwsClients({
    endpoint: sandbox.endpoint,
    credentials: sandbox.credentials,
    // A busy machine must have answered by then, and two attempts must not take long.
    patience: { attempts: 2, requestTimeoutMs: 2000 },
  });
});
afterAll(async () => {
  await clients?.close();
  await sandbox?.close();
});

function deploy(report: Report) {
  const cluster = sandboxCluster(sandbox, 'hangs');
  return deployCluster({
    cluster,
    clients,
    assets: buildAssets(cluster.assets, sources),
    http: createHttpClient(),
    clock: systemClock,
    identity: 'test',
    random: Math.random,
    report,
    signal: new AbortController().signal,
    createBuckets: true,
  });
}

test('a region that hangs in mid-deployment is named, the other branches finish, and a later run goes on', async () => {
  let hanging = false;
  const first = await deploy((event) => {
    if (hanging || event.type !== 'stack-event' || event.region !== 'eu-west-2') return;
    hanging = true;
    sandbox.faults.add({ kind: 'region', region: 'eu-west-2', how: 'hang' });
  });
  expect(hanging).toBe(true);
  expect(first.status).toBe('partial');
  expect(Object.fromEntries(first.stacks.map(({ template, region, status }) => [`${template} ${region}`, status])))
    // What needs nothing of the region that hangs stands; what needs it waits for another run.
    .toMatchObject({
      'stale-playlist-detector eu-west-1': 'created',
      'copilot us-east-1': 'created',
      'clustered-video-stream-instance eu-west-1': 'created',
      'clustered-video-stream eu-west-1': 'skipped',
    });
  const problem = first.problems[0];
  expect(problem).toMatchObject({
    code: 'AWS_UNREACHABLE',
    message: expect.stringMatching(/^No answer to cloudformation:\w+ in eu-west-2: /),
  });
  expect(new Set(first.problems.map(({ message }) => / in (\S+): /.exec(message)?.[1]))).toEqual(
    new Set(['eu-west-2']),
  );
  expect(runError(first, 'Deploying hangs', 'cvs deploy')).toMatchObject({ exitCode: 4 });

  sandbox.faults.clear();
  expect((await deploy(() => {})).status).toBe('succeeded');
}, 60_000);
