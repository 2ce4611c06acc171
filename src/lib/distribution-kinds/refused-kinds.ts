import type { DefaultCacheBehavior, DistributionConfig } from '@aws-sdk/client-cloudfront';

/** Something about a distribution. */
export interface KindFinding<Id extends string> {
  /** In the catalogue of findings. */
  id: Id;
  /** What it is, with the value and the distribution. */
  message: string;
}

type RefusedKind = 'distribution-multi-tenant' | 'distribution-staging' | 'behavior-grpc' | 'not-found-rewritten';

/**
 * Why a distribution cannot carry the copilot, or why a close of it would not reach viewers as one. Empty: it can.
 *
 * Sources: CloudFront API Reference, "DistributionConfig" (ConnectionMode, Staging); CloudFront Developer Guide, "How
 * multi-tenant distributions work", "Learn how continuous deployment works", "Using gRPC with CloudFront distributions"
 * (CloudFront sends gRPC requests straight to the origin) and "Generate custom error responses".
 */
export function refusedKinds(config: DistributionConfig, distributionId: string): KindFinding<RefusedKind>[] {
  const found: KindFinding<RefusedKind>[] = [];
  if (config.ConnectionMode === 'tenant-only') {
    found.push({
      id: 'distribution-multi-tenant',
      message: `${distributionId} is a multi-tenant distribution (ConnectionMode tenant-only): viewers reach it by the names of its tenants, and not by its own`,
    });
  }
  if (config.Staging) {
    found.push({
      id: 'distribution-staging',
      message: `${distributionId} is a staging distribution (Staging true): viewers do not reach it by its own name`,
    });
  }
  for (const { name, behavior } of functionBehaviors(config)) {
    if (!behavior.GrpcConfig?.Enabled) continue;
    found.push({
      id: 'behavior-grpc',
      message: `${name} of ${distributionId} takes gRPC requests (GrpcConfig.Enabled true), for which CloudFront runs no Lambda@Edge function`,
    });
  }
  const page = config.CustomErrorResponses?.Items?.find(({ ErrorCode }) => ErrorCode === 404);
  if (page?.ResponsePagePath) {
    found.push({
      id: 'not-found-rewritten',
      message: `${distributionId} answers a 404 with the page ${page.ResponsePagePath} and the status ${page.ResponseCode || 404}`,
    });
  }
  return found;
}

/** The behaviors that get the copilot, named as in the console: every one but Microsoft Smooth Streaming. */
function functionBehaviors(config: DistributionConfig): { name: string; behavior: DefaultCacheBehavior }[] {
  const all = [
    { name: 'Default (*)', behavior: config.DefaultCacheBehavior },
    ...(config.CacheBehaviors?.Items ?? []).map((behavior) => ({ name: behavior.PathPattern ?? '', behavior })),
  ];
  return all.flatMap(({ name, behavior }) => (behavior && !behavior.SmoothStreaming ? [{ name, behavior }] : []));
}
