import type { CloudFrontClient, DistributionConfig } from '@aws-sdk/client-cloudfront';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AwsClients } from '../../../../src/lib/aws/aws-clients.js';
import { attachCopilot, detachCopilot } from '../../../../src/lib/parts/copilot/attach-copilot.js';
import type { ChangeContext } from '../../../../src/lib/parts/copilot/change-distribution.js';
import { type CloudFrontServer, startCloudFront } from '../../../support/cloudfront-server.js';

const COPILOT = 'arn:aws:lambda:us-east-1:123456789012:function:copilot';
const settings = { errorCachingMinTtl: 0, connectionAttempts: 1, connectionTimeout: 2, responseTimeout: 4 };
let cloud: CloudFrontServer;
let context: ChangeContext;
let id: string;

beforeAll(async () => {
  cloud = await startCloudFront([`${COPILOT}:7`, `${COPILOT}:8`]);
  const clients = { cloudFront: async (): Promise<CloudFrontClient> => cloud.client } as unknown as AwsClients;
  const signal = new AbortController().signal;
  context = { clients, clock: cloud.clock, random: () => 0.5, report: () => {}, signal, stepId: 'attach/eu-west-1' };
  const config: DistributionConfig = {
    CallerReference: 'once',
    Comment: '',
    Enabled: true,
    Origins: {
      Quantity: 1,
      Items: [
        {
          Id: 'packager',
          DomainName: 'packager.localhost',
          CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'http-only' },
        },
      ],
    },
    DefaultCacheBehavior: {
      TargetOriginId: 'packager',
      ViewerProtocolPolicy: 'allow-all',
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    },
  };
  const made = await cloud.service.distributions.create(config, {}, { propagationMs: 0 });
  id = made.id;
});
afterAll(() => cloud.stop());

/** Runs it while CloudFront deploys the change. */
async function run<Result>(work: Promise<Result>): Promise<Result> {
  let done = false;
  const settled = work.then(
    () => {
      done = true;
    },
    () => {
      done = true;
    },
  );
  while (!done) {
    await cloud.clock.advance(10_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await settled;
  return work;
}

const now = () => cloud.service.distributions.get(id);
/** The owner uses something that CloudFront got after this SDK was made. */
const withFuture = () => Object.assign(now().config, { FutureConfig: { Mode: 'strict' } });

// aws-sdk-js-v3 issue 4637: OriginAccessControlId was lost in an update by an older SDK.
test('an update that would remove a setting is not made: the distribution and its tags stay as they are', async () => {
  withFuture();
  const etag = now().etag;
  for (const wish of [undefined, settings]) {
    await expect(run(attachCopilot(context, id, `${COPILOT}:7`, { settings: wish }))).rejects.toMatchObject({
      code: 'UNKNOWN_SETTINGS',
      message: `Distribution ${id} has settings that this version of cvs does not know: FutureConfig. An update would remove them, so that nothing was changed.`,
      suggestions: [expect.stringContaining('Update cvs')],
    });
  }
  expect([now().etag, now().tags]).toEqual([etag, {}]);
});

test('detaching says how to do it without an update, and goes on from there', async () => {
  delete (now().config as { FutureConfig?: object }).FutureConfig;
  await run(attachCopilot(context, id, `${COPILOT}:7`, { settings }));
  withFuture();
  await expect(run(detachCopilot(context, id, new Set([COPILOT])))).rejects.toMatchObject({
    code: 'UNKNOWN_SETTINGS',
    suggestions: [
      expect.stringContaining('Update cvs'),
      expect.stringMatching(/^Or take arn:\S+:copilot off yourself: /),
    ],
  });
  const { config } = now();
  if (config.DefaultCacheBehavior) config.DefaultCacheBehavior.LambdaFunctionAssociations = { Quantity: 0 };
  await expect(run(detachCopilot(context, id, new Set([COPILOT])))).resolves.toMatchObject({
    change: 'unchanged',
    leftAsSet: expect.arrayContaining([{ name: 'ConnectionAttempts of the origin packager', value: 1 }]),
  });
  expect(now().config).toHaveProperty('FutureConfig');
});
