import type { SandboxEnvironment } from '../../environment.js';
import type { ApiService } from '../service.js';
import { CloudFront, type CloudFrontCollaborators, type CloudFrontOptions } from './model/cloudfront.js';
import { cloudFrontResources } from './resources/cloudfront-resources.js';
import { cloudFrontWire } from './wire/cloudfront-wire.js';

/** Amazon CloudFront. */
export function makeCloudFront(
  env: SandboxEnvironment,
  collaborators: CloudFrontCollaborators,
  options: CloudFrontOptions = {},
): ApiService<CloudFront> {
  const model = new CloudFront(env, collaborators, options);
  return {
    model,
    wire: cloudFrontWire(model, env.accountId),
    resources: cloudFrontResources(model),
    close: () => model.close(),
  };
}
