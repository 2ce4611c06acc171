import { restService } from '../../../api/protocols.js';
import { restRoutes } from '../../../api/rest-routes.js';
import type { ControlService } from '../../../api/service.js';
import type { CloudFront } from '../model/cloudfront.js';
import { configRoutes } from './config-routes.js';
import { distributionRoutes } from './distribution-routes.js';
import { XmlCodec } from './xml-codec.js';

/** CloudFront over REST-XML, version 2020-05-31. */
export function cloudFrontWire(cloudFront: CloudFront): ControlService {
  const codec = new XmlCodec();
  const route = restRoutes({
    ...distributionRoutes(cloudFront.distributions, codec),
    ...configRoutes(cloudFront.originAccessControls, codec),
    ...configRoutes(cloudFront.cachePolicies, codec),
    ...configRoutes(cloudFront.originRequestPolicies, codec),
    ...configRoutes(cloudFront.responseHeadersPolicies, codec),
  });
  return restService({ signingNames: ['cloudfront'], errors: 'xml', route });
}
