import {
  CreateCachePolicyCommand,
  CreateDistributionCommand,
  CreateOriginAccessControlCommand,
  CreateResponseHeadersPolicyCommand,
  DeleteCachePolicyCommand,
  DeleteOriginAccessControlCommand,
  GetCachePolicyCommand,
  GetOriginAccessControlCommand,
  GetResponseHeadersPolicyCommand,
  ListCachePoliciesCommand,
  ListOriginAccessControlsCommand,
  UpdateOriginAccessControlCommand,
} from '@aws-sdk/client-cloudfront';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type CloudFrontServer, startCloudFront } from '../../../support/cloudfront-server.js';

let cloud: CloudFrontServer;
beforeEach(async () => {
  cloud = await startCloudFront();
});
afterEach(() => cloud.stop());

const control = (name: string) => ({
  Name: name,
  SigningProtocol: 'sigv4' as const,
  SigningBehavior: 'always' as const,
  OriginAccessControlOriginType: 's3' as const,
});

test('origin access controls have unique names, and stay while a distribution uses them', async () => {
  const { client } = cloud;
  const OriginAccessControlConfig = control('one');
  const created = await client.send(new CreateOriginAccessControlCommand({ OriginAccessControlConfig }));
  const Id = created.OriginAccessControl?.Id;
  await expect(client.send(new CreateOriginAccessControlCommand({ OriginAccessControlConfig }))).rejects.toMatchObject({
    name: 'OriginAccessControlAlreadyExists',
  });
  const renamed = await client.send(
    new UpdateOriginAccessControlCommand({ Id, IfMatch: created.ETag, OriginAccessControlConfig: control('two') }),
  );
  const list = (await client.send(new ListOriginAccessControlsCommand({}))).OriginAccessControlList;
  expect(list?.Items).toEqual([{ Id, Description: '', ...control('two') }]);
  await client.send(
    new CreateDistributionCommand({
      DistributionConfig: {
        CallerReference: 'x',
        Comment: '',
        Enabled: true,
        Origins: {
          Quantity: 1,
          Items: [
            {
              Id: 'b',
              DomainName: 'bucket.s3.eu-west-1.amazonaws.com',
              OriginAccessControlId: Id,
              S3OriginConfig: { OriginAccessIdentity: '' },
            },
          ],
        },
        DefaultCacheBehavior: {
          TargetOriginId: 'b',
          ViewerProtocolPolicy: 'allow-all',
          CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
        },
      },
    }),
  );
  await expect(client.send(new DeleteOriginAccessControlCommand({ Id, IfMatch: renamed.ETag }))).rejects.toMatchObject({
    name: 'OriginAccessControlInUse',
    $metadata: { httpStatusCode: 409 },
  });
  const other = await client.send(new CreateOriginAccessControlCommand({ OriginAccessControlConfig }));
  await client.send(new DeleteOriginAccessControlCommand({ Id: other.OriginAccessControl?.Id, IfMatch: other.ETag }));
  await expect(
    client.send(new GetOriginAccessControlCommand({ Id: other.OriginAccessControl?.Id })),
  ).rejects.toMatchObject({ name: 'NoSuchOriginAccessControl' });
});

test('managed cache policies are there beside custom ones', async () => {
  const { client } = cloud;
  const managed = await client.send(new GetCachePolicyCommand({ Id: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' }));
  expect(managed.CachePolicy?.CachePolicyConfig).toMatchObject({ Name: 'Managed-CachingDisabled', MaxTTL: 0 });
  const CachePolicyConfig = {
    Name: 'live',
    MinTTL: 0,
    DefaultTTL: 2,
    MaxTTL: 60,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: true,
      HeadersConfig: { HeaderBehavior: 'none' as const },
      CookiesConfig: { CookieBehavior: 'none' as const },
      QueryStringsConfig: {
        QueryStringBehavior: 'whitelist' as const,
        QueryStrings: { Quantity: 1, Items: ['start'] },
      },
    },
  };
  const created = await client.send(new CreateCachePolicyCommand({ CachePolicyConfig }));
  const custom = (await client.send(new ListCachePoliciesCommand({ Type: 'custom' }))).CachePolicyList;
  expect(custom?.Items?.map((one) => one.CachePolicy?.CachePolicyConfig)).toEqual([CachePolicyConfig]);
  await client.send(new DeleteCachePolicyCommand({ Id: created.CachePolicy?.Id, IfMatch: created.ETag }));
  await expect(
    client.send(new DeleteCachePolicyCommand({ Id: managed.CachePolicy?.Id, IfMatch: managed.ETag })),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('response headers policies keep their lists', async () => {
  const ResponseHeadersPolicyConfig = {
    Name: 'cors',
    CorsConfig: {
      AccessControlAllowOrigins: { Quantity: 1, Items: ['*'] },
      AccessControlAllowHeaders: { Quantity: 1, Items: ['*'] },
      AccessControlAllowMethods: { Quantity: 2, Items: ['GET' as const, 'HEAD' as const] },
      AccessControlAllowCredentials: false,
      AccessControlMaxAgeSec: 600,
      OriginOverride: true,
    },
    CustomHeadersConfig: { Quantity: 1, Items: [{ Header: 'x-a', Value: 'b', Override: false }] },
    RemoveHeadersConfig: { Quantity: 1, Items: [{ Header: 'server' }] },
  };
  const created = await cloud.client.send(new CreateResponseHeadersPolicyCommand({ ResponseHeadersPolicyConfig }));
  const read = await cloud.client.send(new GetResponseHeadersPolicyCommand({ Id: created.ResponseHeadersPolicy?.Id }));
  expect(read.ResponseHeadersPolicy?.ResponseHeadersPolicyConfig).toEqual(ResponseHeadersPolicyConfig);
});

test('with credentials a response headers policy takes no * for headers', async () => {
  const list = (...Items: string[]) => ({ Quantity: Items.length, Items });
  const create = (headers: string[]) =>
    cloud.client.send(
      new CreateResponseHeadersPolicyCommand({
        ResponseHeadersPolicyConfig: {
          Name: 'sites',
          CorsConfig: {
            AccessControlAllowOrigins: list('https://site.example'),
            AccessControlAllowHeaders: list(...headers),
            AccessControlAllowMethods: { Quantity: 1, Items: ['GET'] },
            AccessControlAllowCredentials: true,
            OriginOverride: false,
          },
        },
      }),
    );
  await expect(create(['*'])).rejects.toMatchObject({
    name: 'InvalidArgument',
    message: 'The parameter Access-Control-Allow-Headers cannot contain * when allowCredentials is true.',
  });
  await expect(create(['Authorization'])).resolves.toHaveProperty('ResponseHeadersPolicy');
});
