import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { ServiceError } from '../../service-error.js';
import { behaviorsOf } from './behaviors.js';

/**
 * Refuses, by name, what CloudFront has and the sandbox's edges do not do. Left in silence it would look as if it worked.
 *
 * @throws ServiceError NotImplemented
 */
export function checkSupported(config: DistributionConfig): void {
  const behaviors = behaviorsOf(config);
  const origins = config.Origins?.Items ?? [];
  const found: Readonly<Record<string, unknown>> = {
    'FunctionAssociations (CloudFront Functions)': behaviors.some((one) => one.FunctionAssociations?.Items?.length),
    FieldLevelEncryptionId: behaviors.some((one) => one.FieldLevelEncryptionId),
    VpcOriginConfig: origins.some((one) => one.VpcOriginConfig),
    OriginMtlsConfig: origins.some((one) => one.CustomOriginConfig?.OriginMtlsConfig),
    OriginAccessIdentity: origins.some((one) => one.S3OriginConfig?.OriginAccessIdentity),
    'SelectionCriteria media-quality-based': config.OriginGroups?.Items?.some(
      (one) => one.SelectionCriteria === 'media-quality-based',
    ),
    AnycastIpListId: config.AnycastIpListId,
    ConnectionFunctionAssociation: config.ConnectionFunctionAssociation,
  };
  const [name] = Object.entries(found).find(([, value]) => value) ?? [];
  if (name) throw new ServiceError('NotImplemented', `The sandbox does not support ${name} of distributions.`, 501);
}
