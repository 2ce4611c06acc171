import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BuiltAssets } from '../../../src/lib/assets/assets.js';
import type { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { deployCluster } from '../../../src/lib/deploy/deploy-cluster.js';
import { runError } from '../../../src/lib/deploy/outcome.js';
import type { DeployOptions } from '../../../src/lib/deploy/walk-options.js';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import { FakeCloudFront } from '../../support/fake-cloudfront.js';
import { springFinal } from '../../support/spring-final.js';
import { type StackSandbox, startStackSandbox } from '../cloudformation/stack-sandbox.js';

// Whole deployments run against the sandbox in the demo's tests; here stands what comes before anything is made.
describe('deployCluster', () => {
  let sandbox: StackSandbox;
  let cloudFront: FakeCloudFront;
  let options: DeployOptions;

  beforeEach(async () => {
    sandbox = await startStackSandbox();
    cloudFront = new FakeCloudFront();
    for (const { distributionId, distributionDomain } of springFinal.regions) {
      cloudFront.add(distributionId, {}, distributionDomain);
    }
    options = {
      ...sandbox.context,
      clients: {
        cloudFormation: (region: string) => sandbox.context.clients.cloudFormation(region),
        cloudFront: () => cloudFront.clients().cloudFront(),
      } as unknown as AwsClients,
      http: {} as HttpClient,
      cluster: springFinal,
      assets: {} as BuiltAssets,
      createBuckets: false,
      identity: 'ann@laptop',
    };
  });

  afterEach(() => sandbox.close());

  test('plans the graph of the design: each step waits for its own inputs only', async () => {
    cloudFront.distributions.clear();
    await deployCluster(options);
    const plan = sandbox.events.find((event) => event.type === 'plan');
    expect(Object.fromEntries(plan?.steps.map(({ id, after }) => [id, after]) ?? [])).toEqual({
      check: [],
      reroutes: ['check'],
      assets: ['check'],
      'stale-playlist-detector/eu-west-1': ['assets'],
      'stale-playlist-detector/eu-west-2': ['assets'],
      copilot: ['assets', 'reroutes'],
      'clustered-video-stream-instance/eu-west-1': ['stale-playlist-detector/eu-west-1'],
      'clustered-video-stream-instance/eu-west-2': ['stale-playlist-detector/eu-west-2'],
      'clustered-video-stream': [
        'clustered-video-stream-instance/eu-west-1',
        'clustered-video-stream-instance/eu-west-2',
        'copilot',
      ],
      'state-table': ['clustered-video-stream'],
      'attach/eu-west-1': ['copilot', 'state-table'],
      'attach/eu-west-2': ['copilot', 'state-table'],
      'master-playlist': ['clustered-video-stream-instance/eu-west-1', 'clustered-video-stream-instance/eu-west-2'],
      verify: ['clustered-video-stream', 'attach/eu-west-1', 'attach/eu-west-2', 'master-playlist'],
    });
  });

  test('a distribution that does not exist stops it before anything is made', async () => {
    cloudFront.distributions.delete('E2A2B3C4D5E6F7');
    const result = await deployCluster(options);
    expect(runError(result, 'Deployment of spring-final', 'cvs deploy')).toMatchObject({
      code: 'NO_SUCH_DISTRIBUTION',
      exitCode: 1,
      message: expect.stringContaining('E2A2B3C4D5E6F7'),
    });
    expect(result.stacks.map(({ status }) => status)).toEqual(Array(6).fill('skipped'));
    expect(sandbox.actions.filter((action) => !action.startsWith('Describe'))).toEqual([]);
  });

  test('a domain that is not the distribution’s own is refused, with the right one', async () => {
    cloudFront.add('E1A2B3C4D5E6F7', {}, 'd999999abcdef8.cloudfront.net');
    const result = await deployCluster(options);
    expect(result.problems[0]).toMatchObject({
      code: 'DOMAIN_MISMATCH',
      message:
        'Distribution E1A2B3C4D5E6F7 (eu-west-1) is d999999abcdef8.cloudfront.net, not d111111abcdef8.cloudfront.net.',
    });
  });

  test('a function of somebody else’s on origin-request is found before anything is made', async () => {
    const LambdaFunctionARN = 'arn:aws:lambda:us-east-1:123456789012:function:rewrite-urls:3';
    cloudFront.add(
      'E1A2B3C4D5E6F7',
      {
        DefaultCacheBehavior: {
          TargetOriginId: 'packager',
          ViewerProtocolPolicy: 'https-only',
          LambdaFunctionAssociations: { Quantity: 1, Items: [{ EventType: 'origin-request', LambdaFunctionARN }] },
        },
      },
      'd111111abcdef8.cloudfront.net',
    );
    const result = await deployCluster(options);
    expect(result.problems[0]).toMatchObject({
      code: 'SLOT_TAKEN',
      message: expect.stringContaining(LambdaFunctionARN),
    });
    expect(cloudFront.calls).not.toContain('UpdateDistributionCommand');
  });
});
