import type { ResponseHeadersPolicyConfig } from '@aws-sdk/client-cloudfront';
import { ServiceError } from '../../service-error.js';

/**
 * Refuses what CloudFront refuses in the CORS settings of a response headers policy: with credentials, a `*` among the
 * headers (the message is quoted in aws-cdk pull request 35308). That it refuses a `*` for the origin or the methods too is
 * not verified, and assumed: browsers take none of them with credentials.
 */
export function checkResponseHeaders({ CorsConfig: cors }: ResponseHeadersPolicyConfig): void {
  if (!cors?.AccessControlAllowCredentials) return;
  const lists = {
    'Access-Control-Allow-Headers': cors.AccessControlAllowHeaders?.Items,
    'Access-Control-Allow-Origin': cors.AccessControlAllowOrigins?.Items,
    'Access-Control-Expose-Headers': cors.AccessControlExposeHeaders?.Items,
  };
  for (const [name, items] of Object.entries(lists)) {
    if (!items?.includes('*')) continue;
    throw new ServiceError('InvalidArgument', `The parameter ${name} cannot contain * when allowCredentials is true.`);
  }
}
