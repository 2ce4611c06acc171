import type { RestOperation } from '../../../api/rest-routes.js';
import type { ControlResponse } from '../../../api/service.js';
import { ServiceError } from '../../service-error.js';
import type { Distribution } from '../model/distribution.js';
import type { Distributions } from '../model/distributions.js';
import { describe } from './distribution-views.js';
import type { XmlCodec } from './xml-codec.js';

const BASE = '/2020-05-31/distribution';

/** How a staging distribution is made of a primary one, and how it becomes the primary's configuration. */
export function stagingRoutes(distributions: Distributions, codec: XmlCodec): Record<string, RestOperation> {
  const answer = (status: number, distribution: Distribution): ControlResponse => ({
    status,
    headers: { 'content-type': 'text/xml', etag: distribution.etag },
    body: codec.encode('Distribution', describe(distribution)),
  });
  return {
    [`POST ${BASE}/:id/copy`]: async (request, { id = '' }) => {
      const { CallerReference, Enabled } = codec.decode(request.body) as {
        CallerReference?: string;
        Enabled?: boolean;
      };
      if (request.headers.staging !== 'True' && request.headers.staging !== 'true') {
        throw new ServiceError('InvalidArgument', 'The Staging header must be true.');
      }
      const primary = distributions.get(id);
      if (request.headers['if-match'] !== primary.etag) {
        throw new ServiceError(
          'InvalidIfMatchVersion',
          'The If-Match version is missing or not valid for the resource.',
        );
      }
      // A copy has no alternate domain names ("CopyDistribution").
      const { Aliases, ViewerCertificate, ContinuousDeploymentPolicyId, ...config } = structuredClone(primary.config);
      const copy = { ...config, CallerReference, Enabled: Enabled ?? false, Staging: true };
      return answer(201, await distributions.create(copy, {}));
    },
    [`PUT ${BASE}/:id/promote-staging-config`]: (request, { id = '' }) => {
      const staging = distributions.get(request.query.get('StagingDistributionId') ?? '');
      const primary = distributions.get(id);
      if (!staging.config.Staging || !primary.config.ContinuousDeploymentPolicyId) {
        throw new ServiceError('IllegalUpdate', 'The distributions are not in a continuous deployment.');
      }
      const [etag = '', stagingEtag] = (request.headers['if-match'] ?? '').split(',').map((one) => one.trim());
      if (stagingEtag !== staging.etag) {
        throw new ServiceError(
          'InvalidIfMatchVersion',
          'The If-Match version is missing or not valid for the resource.',
        );
      }
      const { CallerReference, Aliases, ViewerCertificate, ContinuousDeploymentPolicyId, Enabled } = primary.config;
      const kept = { CallerReference, Aliases, ViewerCertificate, ContinuousDeploymentPolicyId, Enabled };
      const promoted = { ...structuredClone(staging.config), ...kept, Staging: false };
      return answer(200, distributions.update(id, promoted, etag));
    },
  };
}
