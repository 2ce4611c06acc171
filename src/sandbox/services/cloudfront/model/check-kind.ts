import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { ServiceError } from '../../service-error.js';
import { behaviorsOf } from './behaviors.js';

/**
 * Refuses what CloudFront does not combine: a multi-tenant distribution with members of a standard one; continuous
 * deployment with HTTP/3 or without its policy; functions with gRPC.
 *
 * Sources: CloudFront Developer Guide, "Unsupported features for SaaS Manager", "Quotas and other considerations for
 * continuous deployment" and "Using gRPC with CloudFront distributions". The words are not verified.
 *
 * @throws ServiceError with CloudFront's code
 */
export function checkKind(config: DistributionConfig, policyExists: (id: string) => boolean): void {
  const { ConnectionMode: mode, ContinuousDeploymentPolicyId: policy, HttpVersion, Staging } = config;
  if (mode && !['direct', 'tenant-only'].includes(mode)) throw argument('The parameter ConnectionMode is not valid.');
  if (mode === 'tenant-only') checkMultiTenant(config);
  if (policy && !policyExists(policy)) {
    throw new ServiceError(
      'NoSuchContinuousDeploymentPolicy',
      'The specified continuous deployment policy does not exist.',
      404,
    );
  }
  if ((policy || Staging) && (HttpVersion === 'http3' || HttpVersion === 'http2and3')) {
    throw argument('Continuous deployment is not supported with HTTP/3.');
  }
  if (Staging && config.Aliases?.Items?.length) throw argument('A staging distribution cannot have aliases.');
  for (const { GrpcConfig, LambdaFunctionAssociations } of behaviorsOf(config)) {
    if (!GrpcConfig?.Enabled || !LambdaFunctionAssociations?.Items?.length) continue;
    throw new ServiceError(
      'InvalidLambdaFunctionAssociation',
      'Lambda@Edge function associations are not supported for cache behaviors with gRPC enabled.',
    );
  }
}

function checkMultiTenant(config: DistributionConfig): void {
  const refused = {
    Aliases: config.Aliases?.Items?.length,
    ContinuousDeploymentPolicyId: config.ContinuousDeploymentPolicyId,
    Staging: config.Staging,
    AnycastIpListId: config.AnycastIpListId,
    ForwardedValues: behaviorsOf(config).some((one) => one.ForwardedValues),
    TrustedSigners: behaviorsOf(config).some((one) => one.TrustedSigners?.Enabled),
    SmoothStreaming: behaviorsOf(config).some((one) => one.SmoothStreaming),
  };
  const [name] = Object.entries(refused).find(([, value]) => value) ?? [];
  if (name) throw argument(`The parameter ${name} is not supported for multi-tenant distributions.`);
}

function argument(message: string): ServiceError {
  return new ServiceError('InvalidArgument', message);
}
