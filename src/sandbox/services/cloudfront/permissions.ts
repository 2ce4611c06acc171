import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { Need } from '../../api/need.js';
import type { Operations } from '../../api/operations.js';
import { router } from '../../api/rest-routes.js';
import type { ControlRequest } from '../../api/service.js';
import { edgeFunctionNeeds } from './edge-function-needs.js';
import type { Distributions } from './model/distributions.js';

const BASE = '/2020-05-31';
const DISTRIBUTION = `${BASE}/distribution`;

const PROMOTION = /^\/2020-05-31\/distribution\/([^/]+)\/promote-staging-config$/;

/** By route: the action, and the kind of resource that its id names. */
const ACTIONS: Readonly<Record<string, readonly [action: string, kind?: string]>> = {
  [`POST ${DISTRIBUTION}`]: ['CreateDistribution', 'distribution'],
  [`GET ${DISTRIBUTION}`]: ['ListDistributions'],
  [`GET ${DISTRIBUTION}/:id`]: ['GetDistribution', 'distribution'],
  [`GET ${DISTRIBUTION}/:id/config`]: ['GetDistributionConfig', 'distribution'],
  [`PUT ${DISTRIBUTION}/:id/config`]: ['UpdateDistribution', 'distribution'],
  [`DELETE ${DISTRIBUTION}/:id`]: ['DeleteDistribution', 'distribution'],
  [`POST ${DISTRIBUTION}/:id/invalidation`]: ['CreateInvalidation', 'distribution'],
  [`GET ${DISTRIBUTION}/:id/invalidation`]: ['ListInvalidations', 'distribution'],
  [`GET ${DISTRIBUTION}/:id/invalidation/:invalidation`]: ['GetInvalidation', 'distribution'],
  ...ofNamed('origin-access-control', 'OriginAccessControl', 'OriginAccessControls', '/config'),
  ...ofNamed('cache-policy', 'CachePolicy', 'CachePolicies'),
  ...ofNamed('origin-request-policy', 'OriginRequestPolicy', 'OriginRequestPolicies'),
  ...ofNamed('response-headers-policy', 'ResponseHeadersPolicy', 'ResponseHeadersPolicies'),
  ...ofNamed('continuous-deployment-policy', 'ContinuousDeploymentPolicy', 'ContinuousDeploymentPolicies'),
  [`POST ${DISTRIBUTION}/:id/copy`]: ['CopyDistribution', 'distribution'],
};

/** What the sandbox has of Amazon CloudFront; configs are checked by its model. */
export const CLOUDFRONT_OPERATIONS: Operations = Object.fromEntries(
  [
    ...Object.values(ACTIONS).map(([name]) => name),
    'CreateDistributionWithTags',
    'UpdateDistributionWithStagingConfig',
    'ListTagsForResource',
    'TagResource',
    'UntagResource',
  ].map((name) => [name, undefined]),
);

function ofNamed(
  path: string,
  noun: string,
  nouns: string,
  put = '',
): Record<string, readonly [action: string, kind?: string]> {
  const base = `${BASE}/${path}`;
  return {
    [`POST ${base}`]: [`Create${noun}`, path],
    [`GET ${base}`]: [`List${nouns}`],
    [`GET ${base}/:id`]: [`Get${noun}`, path],
    [`GET ${base}/:id/config`]: [`Get${noun}Config`, path],
    [`PUT ${base}/:id${put}`]: [`Update${noun}`, path],
    [`DELETE ${base}/:id`]: [`Delete${noun}`, path],
  };
}

/**
 * What CloudFront's operations need ("Actions, resources, and condition keys for Amazon CloudFront", Service Authorization
 * Reference).
 *
 * @param read decodes the config of a distribution from a request's body
 */
export function cloudFrontNeeds(
  accountId: string,
  distributions: Distributions,
  read: (body: Buffer) => DistributionConfig,
): (request: ControlRequest) => readonly Need[] {
  const find = router(ACTIONS);
  const prefix = `arn:aws:cloudfront::${accountId}:`;
  const tagsOf = (arn: string) => distributions.list().find((one) => one.arn === arn)?.tags ?? {};
  return (request) => {
    if (request.path === `${BASE}/tagging`) return tagging(request, tagsOf);
    const promoted = PROMOTION.exec(request.path)?.[1];
    // It has no action of its own ("Actions defined by Amazon CloudFront").
    if (promoted) return [{ action: 'cloudfront:UpdateDistribution', resource: `${prefix}distribution/${promoted}` }];
    const found = find(request);
    if (!found) return [];
    const [name, kind] = found.operation;
    const resource = kind ? `${prefix}${kind}/${found.params.id ?? '*'}` : '*';
    const withTags = request.query.has('WithTags') ? 'WithTags' : '';
    const action = `cloudfront:${name}${withTags}`;
    const own = { action, resource, context: resourceTags(tagsOf(resource)) };
    if (name !== 'UpdateDistribution') return [own];
    const before = distributions.list().find((one) => one.arn === resource)?.config;
    return [own, ...edgeFunctionNeeds(before, read(request.body))];
  };
}

function tagging(request: ControlRequest, tagsOf: (arn: string) => Record<string, string>): Need[] {
  const arn = request.query.get('Resource') ?? '*';
  const operation = request.query.get('Operation');
  const action =
    request.method === 'GET' ? 'ListTagsForResource' : operation === 'Untag' ? 'UntagResource' : 'TagResource';
  return [{ action: `cloudfront:${action}`, resource: arn, context: resourceTags(tagsOf(arn)) }];
}

/** A resource's tags as condition keys. */
export function resourceTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}
