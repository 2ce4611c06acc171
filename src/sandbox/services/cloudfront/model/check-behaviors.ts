import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { ServiceError } from '../../service-error.js';
import type { Behavior } from '../edge/edge-config.js';

const READING = ['GET', 'HEAD'];
const WITH_OPTIONS = [...READING, 'OPTIONS'];
const ALL_METHODS = [...WITH_OPTIONS, 'PUT', 'POST', 'PATCH', 'DELETE'];

/** CloudFront's limit of a TTL: 100 years. */
const LONGEST_TTL_S = 3_153_600_000;

/**
 * Refuses what CloudFront refuses in one behavior: methods other than the three sets that it has, methods that write with
 * an origin group, TTLs beside a cache policy or out of order, gRPC without POST, HTTP/2 or HTTPS.
 *
 * Sources: CloudFront API Reference, "AllowedMethods", "CachedMethods", "CacheBehavior"; messages from aws-cdk issue 32450,
 * aws-cdk pull request 32535, aws-sdk-net issue 1698, terraform-provider-aws issue 17878 and aws-controllers-k8s issue 2335.
 * The words for methods and protocols that it does not have are not verified.
 *
 * @throws ServiceError with CloudFront's code
 */
export function checkBehavior(behavior: Behavior, config: DistributionConfig): void {
  const protocols = ['allow-all', 'https-only', 'redirect-to-https'];
  if (!protocols.includes(behavior.ViewerProtocolPolicy ?? '')) throw argument('ViewerProtocolPolicy', 'is required.');
  checkMethods(behavior, config);
  checkTtls(behavior);
  checkGrpc(behavior, config);
}

function checkMethods({ AllowedMethods: allowed, TargetOriginId }: Behavior, config: DistributionConfig): void {
  const methods = allowed?.Items ?? READING;
  if (![READING, WITH_OPTIONS, ALL_METHODS].some((set) => isSame(set, methods))) {
    throw argument('AllowedMethods', 'must be GET and HEAD, GET, HEAD and OPTIONS, or all methods.');
  }
  const cached = allowed?.CachedMethods?.Items ?? READING;
  const isAllowed = cached.every((one) => (methods as string[]).includes(one));
  if (![READING, WITH_OPTIONS].some((set) => isSame(set, cached)) || !isAllowed) {
    throw argument('CachedMethods', 'must be GET and HEAD, or GET, HEAD and OPTIONS, and be among AllowedMethods.');
  }
  const isGroup = config.OriginGroups?.Items?.some(({ Id }) => Id === TargetOriginId);
  if (isGroup && methods.length === ALL_METHODS.length) {
    const message = 'cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated with an origin group.';
    throw argument('AllowedMethods', message);
  }
}

function checkTtls(behavior: Behavior): void {
  const ttls = [behavior.MinTTL, behavior.DefaultTTL, behavior.MaxTTL];
  if (behavior.CachePolicyId) {
    const index = ttls.findIndex((ttl) => ttl !== undefined);
    if (index === -1) return;
    const name = ['MinTTL', 'DefaultTTL', 'MaxTTL'][index] as string;
    throw argument(name, 'cannot be used when a cache policy is associated to the cache behavior.');
  }
  checkTtlOrder(behavior);
}

/** Refuses TTLs that are not in order, of a behavior or of a cache policy. */
export function checkTtlOrder({
  MinTTL,
  DefaultTTL,
  MaxTTL,
}: Pick<Behavior, 'MinTTL' | 'DefaultTTL' | 'MaxTTL'>): void {
  const min = MinTTL ?? 0;
  const fallback = DefaultTTL ?? Math.max(min, 86_400);
  const max = MaxTTL ?? Math.max(fallback, 31_536_000);
  if (min < 0 || max > LONGEST_TTL_S || min > fallback || fallback > max) {
    throw new ServiceError(
      'InvalidTTLOrder',
      'MinTTL, MaxTTL and DefaultTTL should follow order MinTTL less than or equal to DefaultTTL less than or equal to MaxTTL',
    );
  }
}

function checkGrpc({ GrpcConfig, AllowedMethods }: Behavior, { HttpVersion }: DistributionConfig): void {
  if (!GrpcConfig?.Enabled) return;
  if (!AllowedMethods?.Items?.includes('POST')) throw argument('gRPC', 'only supports the POST method.');
  if (HttpVersion === 'http1.1' || HttpVersion === 'http3') throw argument('gRPC', 'needs HTTP/2 among HttpVersion.');
}

function isSame(set: readonly string[], methods: readonly string[]): boolean {
  return set.length === methods.length && set.every((one) => methods.includes(one));
}

function argument(name: string, what: string): ServiceError {
  return new ServiceError('InvalidArgument', `The parameter ${name} ${what}`);
}
