import {
  CopyDistributionCommand,
  CreateContinuousDeploymentPolicyCommand,
  CreateDistributionCommand,
  CreateInvalidationCommand,
  DeleteContinuousDeploymentPolicyCommand,
  type DistributionConfig,
  GetDistributionConfigCommand,
  ListCachePoliciesCommand,
  ListContinuousDeploymentPoliciesCommand,
  ListDistributionsCommand,
  UpdateDistributionCommand,
  UpdateDistributionWithStagingConfigCommand,
} from '@aws-sdk/client-cloudfront';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { keepAnswerBody } from '../../../../src/lib/aws/answer-body.js';
import { createHttpClient } from '../../../../src/lib/http/undici-client.js';
import { type CloudFrontServer, startCloudFront } from '../../../support/cloudfront-server.js';
import { closeAll, customOrigin, distribution, startOrigin } from './edge/edge-setup.js';

const DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const http = createHttpClient();
let cloud: CloudFrontServer;
let port: number;
let made = 0;

beforeAll(async () => {
  cloud = await startCloudFront();
  const origin = await startOrigin((request, response) => {
    const isThere = request.url !== '/gone' && !request.url?.startsWith('/broken');
    response.writeHead(isThere ? 200 : request.url === '/gone' ? 404 : 503, { 'x-path': request.url ?? '' });
    response.end(request.url);
  });
  port = origin.port;
});
afterAll(async () => {
  await http.close();
  await cloud.stop();
  await closeAll();
});

async function create(more: Partial<DistributionConfig> = {}, behavior: object = {}) {
  made += 1;
  const base = distribution([customOrigin('live', port)], { CallerReference: `${made}`, ...more });
  const DefaultCacheBehavior = {
    TargetOriginId: 'live',
    ViewerProtocolPolicy: 'allow-all' as const,
    CachePolicyId: DISABLED,
    ...behavior,
  };
  const { Distribution: found, ETag } = await cloud.client.send(
    new CreateDistributionCommand({ DistributionConfig: { ...base, DefaultCacheBehavior } }),
  );
  await cloud.clock.advance(180_000);
  return { id: found?.Id ?? '', domain: found?.DomainName ?? '', etag: ETag ?? '' };
}

const get = (domain: string, path: string, headers: Record<string, string> = {}) =>
  http.fetch(`http://${domain}${path}`, { headers });

// CloudFront Developer Guide, "Generate custom error responses".
test('an error page replaces an answer and its headers; without the page the answer stands', async () => {
  const page = (ErrorCode: number, ResponsePagePath: string) => ({ ErrorCode, ResponsePagePath, ResponseCode: '200' });
  const { domain } = await create({
    CustomErrorResponses: { Quantity: 2, Items: [page(404, '/404.html'), page(503, '/broken.html')] },
  });
  const answer = await get(domain, '/gone');
  expect([answer.status, answer.text(), answer.headers.get('x-path')]).toEqual([200, '/404.html', '/404.html']);
  expect((await get(domain, '/broken')).status).toBe(503);
});

test('key groups refuse what is not signed', async () => {
  const { domain, id } = await create({}, { TrustedKeyGroups: { Enabled: true, Quantity: 1, Items: ['k1'] } });
  const answer = await get(domain, '/index.m3u8');
  expect([answer.status, answer.text()]).toEqual([403, expect.stringContaining('<Code>MissingKey</Code>')]);
  const { DistributionConfig } = await cloud.client.send(new GetDistributionConfigCommand({ Id: id }));
  expect(DistributionConfig?.DefaultCacheBehavior?.TrustedKeyGroups?.Items).toEqual(['k1']);
});

test('a multi-tenant distribution is kept, and does not answer under its own name', async () => {
  const { domain, id } = await create({ ConnectionMode: 'tenant-only' });
  expect((await get(domain, '/')).status).toBe(403);
  const { DistributionConfig } = await cloud.client.send(new GetDistributionConfigCommand({ Id: id }));
  expect(DistributionConfig?.ConnectionMode).toBe('tenant-only');
});

// CloudFront Developer Guide, "Learn how continuous deployment works".
test('a share of the viewers goes to the staging distribution, which becomes the primary’s when it is promoted', async () => {
  const primary = await create();
  const copied = await cloud.client.send(
    new CopyDistributionCommand({
      PrimaryDistributionId: primary.id,
      Staging: true,
      IfMatch: primary.etag,
      CallerReference: 'copy',
      Enabled: true,
    }),
  );
  const [stagingId = '', stagingName = ''] = [copied.Distribution?.Id, copied.Distribution?.DomainName];
  const { DistributionConfig: staged } = await cloud.client.send(new GetDistributionConfigCommand({ Id: stagingId }));
  const changed = await cloud.client.send(
    new UpdateDistributionCommand({
      Id: stagingId,
      IfMatch: copied.ETag,
      DistributionConfig: { ...(staged as DistributionConfig), Comment: 'new', DefaultRootObject: 'new.html' },
    }),
  );
  await cloud.clock.advance(180_000);
  expect((await get(stagingName, '/a')).status).toBe(403);

  const policy = await cloud.client.send(
    new CreateContinuousDeploymentPolicyCommand({
      ContinuousDeploymentPolicyConfig: {
        Enabled: true,
        StagingDistributionDnsNames: { Quantity: 1, Items: [stagingName] },
        TrafficConfig: { Type: 'SingleHeader', SingleHeaderConfig: { Header: 'aws-cf-cd-try', Value: 'yes' } },
      },
    }),
  );
  const policyId = policy.ContinuousDeploymentPolicy?.Id ?? '';
  const config = cloud.service.distributions.get(primary.id).config;
  const { ETag } = await cloud.client.send(
    new UpdateDistributionCommand({
      Id: primary.id,
      IfMatch: primary.etag,
      DistributionConfig: { ...config, ContinuousDeploymentPolicyId: policyId },
    }),
  );
  await cloud.clock.advance(180_000);
  expect((await get(primary.domain, '/')).text()).toBe('/');
  expect((await get(primary.domain, '/', { 'aws-cf-cd-try': 'yes' })).text()).toBe('/new.html');
  await expect(
    cloud.client.send(new DeleteContinuousDeploymentPolicyCommand({ Id: policyId, IfMatch: policy.ETag })),
  ).rejects.toMatchObject({ name: 'ContinuousDeploymentPolicyInUse' });
  const { ContinuousDeploymentPolicyList: list } = await cloud.client.send(
    new ListContinuousDeploymentPoliciesCommand({}),
  );
  expect(list?.Items?.map((one) => one.ContinuousDeploymentPolicy?.Id)).toEqual([policyId]);

  await cloud.client.send(
    new UpdateDistributionWithStagingConfigCommand({
      Id: primary.id,
      StagingDistributionId: stagingId,
      IfMatch: `${ETag}, ${changed.ETag}`,
    }),
  );
  const promoted = cloud.service.distributions.get(primary.id).config;
  expect([promoted.Comment, promoted.Staging, promoted.CallerReference]).toEqual([
    'new',
    false,
    config.CallerReference,
  ]);
});

test('of a weight, so many viewers go to the staging distribution', async () => {
  const staging = await create({ Staging: true, DefaultRootObject: 'new.html' });
  const weight = (Weight: number) =>
    new CreateContinuousDeploymentPolicyCommand({
      ContinuousDeploymentPolicyConfig: {
        Enabled: true,
        StagingDistributionDnsNames: { Quantity: 1, Items: [staging.domain] },
        TrafficConfig: { Type: 'SingleWeight', SingleWeightConfig: { Weight } },
      },
    });
  await expect(cloud.client.send(weight(0.5))).rejects.toMatchObject({ name: 'InvalidArgument' });
  const policy = await cloud.client.send(weight(0.125));
  const ContinuousDeploymentPolicyId = policy.ContinuousDeploymentPolicy?.Id ?? '';
  const { domain } = await create({ ContinuousDeploymentPolicyId });
  const answers: string[] = [];
  for (let index = 0; index < 16; index += 1) answers.push((await get(domain, '/')).text());
  expect(answers.filter((one) => one === '/new.html')).toHaveLength(2);
});

// CloudFront API Reference, "InvalidationBatch"; aws-cdk issue 3878.
test('an invalidation of an earlier reference is that one, and of other paths is refused', async () => {
  const { id } = await create();
  const invalidate = (CallerReference: string, ...Items: string[]) =>
    cloud.client.send(
      new CreateInvalidationCommand({
        DistributionId: id,
        InvalidationBatch: { CallerReference, Paths: { Quantity: Items.length, Items } },
      }),
    );
  const first = await invalidate('one', '/a/*', '/b');
  expect((await invalidate('one', '/b', '/a/*')).Invalidation?.Id).toBe(first.Invalidation?.Id);
  await expect(invalidate('one', '/c')).rejects.toMatchObject({
    name: 'InvalidArgument',
    message:
      'Your request contains a caller reference that was used for a previous invalidation batch for the same distribution.',
  });
  for (const path of ['/a*b', 'a', '/a/*/b']) {
    await expect(invalidate(path, path)).rejects.toMatchObject({ name: 'InvalidArgument' });
  }
  await expect(invalidate('many', ...Array.from({ length: 16 }, (_, one) => `/${one}/*`))).rejects.toMatchObject({
    name: 'TooManyInvalidationsInProgress',
  });
});

/** The service model of CloudFront, 2020-05-31. */
test('lists have the members that AWS’s have', async () => {
  await create({ ContinuousDeploymentPolicyId: '' });
  const raw = async (command: ListCachePoliciesCommand | ListDistributionsCommand) => {
    const body = keepAnswerBody(command);
    await cloud.client.send(command as ListCachePoliciesCommand);
    return body();
  };
  const policies = await raw(new ListCachePoliciesCommand({}));
  expect(policies).toContain('<CachePolicySummary>');
  expect(policies).not.toMatch(/<(Marker|IsTruncated)>/);
  expect(await raw(new ListDistributionsCommand({}))).not.toMatch(
    /<(ContinuousDeploymentPolicyId|CallerReference|Logging)>/,
  );
});
