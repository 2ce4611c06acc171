import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { restService } from '../../../api/protocols.js';
import { restRoutes } from '../../../api/rest-routes.js';
import type { ControlService } from '../../../api/service.js';
import type { CloudFront } from '../model/cloudfront.js';
import { CLOUDFRONT_OPERATIONS, cloudFrontNeeds } from '../permissions.js';
import { configRoutes } from './config-routes.js';
import { distributionRoutes } from './distribution-routes.js';
import { stagingRoutes } from './staging-routes.js';
import { XmlCodec } from './xml-codec.js';

/** CloudFront over REST-XML, version 2020-05-31. */
export function cloudFrontWire(cloudFront: CloudFront, accountId: string): ControlService {
  const codec = new XmlCodec();
  const route = restRoutes('cloudfront', {
    ...distributionRoutes(cloudFront.distributions, codec),
    ...configRoutes(cloudFront.originAccessControls, codec),
    ...configRoutes(cloudFront.cachePolicies, codec),
    ...configRoutes(cloudFront.originRequestPolicies, codec),
    ...configRoutes(cloudFront.responseHeadersPolicies, codec),
    ...configRoutes(cloudFront.deploymentPolicies, codec),
    ...stagingRoutes(cloudFront.distributions, codec),
  });
  const readConfig = (body: Buffer) => codec.decode(body) as unknown as DistributionConfig;
  const needs = cloudFrontNeeds(accountId, cloudFront.distributions, readConfig);
  return restService({ signingNames: ['cloudfront'], errors: 'xml', supported: CLOUDFRONT_OPERATIONS, needs, route });
}
