import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { ServiceError } from '../../service-error.js';
import type { Behavior } from '../edge/edge-config.js';
import { behaviorsOf } from './behaviors.js';
import { checkBehavior } from './check-behaviors.js';
import { checkKind } from './check-kind.js';
import { checkLists } from './check-lists.js';
import { checkNames, type NameReferences } from './check-names.js';
import { checkSettings } from './check-settings.js';
import { checkErrorResponses, checkOriginGroup, checkOriginTimes } from './limits.js';
import { checkSupported } from './not-supported.js';

/** What a configuration may refer to. */
export interface References extends NameReferences {
  continuousDeploymentPolicyExists(id: string): boolean;
  cachePolicyExists(id: string): boolean;
  originRequestPolicyExists(id: string): boolean;
  responseHeadersPolicyExists(id: string): boolean;
  originAccessControlExists(id: string): boolean;
  /** Of a numbered version of a function; undefined when there is none. */
  functionState(versionArn: string): 'Active' | 'Pending' | undefined;
}

/**
 * Refuses what CloudFront refuses.
 *
 * @throws ServiceError with CloudFront's code and wording
 */
export function validateConfig(config: DistributionConfig, references: References): void {
  if (!config.CallerReference) throw new ServiceError('MissingArgument', 'The parameter CallerReference is required.');
  if (!config.Origins?.Items?.length) throw new ServiceError('InvalidArgument', 'The parameter Origins is required.');
  if (!config.DefaultCacheBehavior) {
    throw new ServiceError('InvalidArgument', 'The parameter DefaultCacheBehavior is required.');
  }
  checkLists(config);
  checkSupported(config);
  for (const origin of config.Origins.Items) {
    const control = origin.OriginAccessControlId;
    if (control && !references.originAccessControlExists(control)) {
      throw new ServiceError('InvalidOriginAccessControl', 'The origin access control is not valid or does not exist.');
    }
    if (!origin.CustomOriginConfig === !origin.S3OriginConfig) {
      throw new ServiceError(
        'InvalidOrigin',
        `The origin ${origin.Id} must be either a custom origin or an S3 origin.`,
      );
    }
    checkOriginTimes(origin);
  }
  checkSettings(config);
  checkNames(config, references);
  checkKind(config, (id) => references.continuousDeploymentPolicyExists(id));
  checkErrorResponses(config);
  checkGroups(config);
  const targets = [...config.Origins.Items, ...(config.OriginGroups?.Items ?? [])].map(({ Id }) => Id);
  for (const behavior of behaviorsOf(config)) {
    if (!targets.includes(behavior.TargetOriginId)) throw noSuchOrigin();
    checkPolicies(behavior, references);
    checkBehavior(behavior, config);
    checkFunctions(behavior, references);
  }
}

function checkGroups(config: DistributionConfig): void {
  const origins = config.Origins?.Items?.map(({ Id }) => Id) ?? [];
  for (const group of config.OriginGroups?.Items ?? []) {
    const members = group.Members?.Items ?? [];
    if (members.some(({ OriginId }) => !origins.includes(OriginId))) throw noSuchOrigin();
    checkOriginGroup(group);
  }
}

function checkPolicies(behavior: Behavior, references: References): void {
  const { CachePolicyId, OriginRequestPolicyId, ResponseHeadersPolicyId, ForwardedValues } = behavior;
  if (CachePolicyId && ForwardedValues) {
    throw new ServiceError(
      'InvalidArgument',
      'The parameter ForwardedValues cannot be used when a cache policy is associated to the cache behavior.',
    );
  }
  if (!CachePolicyId && !ForwardedValues) {
    throw new ServiceError('InvalidArgument', 'The parameter ForwardedValues is required.');
  }
  if (CachePolicyId && !references.cachePolicyExists(CachePolicyId)) {
    throw new ServiceError('NoSuchCachePolicy', 'The specified cache policy does not exist.', 404);
  }
  if (OriginRequestPolicyId && !references.originRequestPolicyExists(OriginRequestPolicyId)) {
    throw new ServiceError('NoSuchOriginRequestPolicy', 'The specified origin request policy does not exist.', 404);
  }
  if (ResponseHeadersPolicyId && !references.responseHeadersPolicyExists(ResponseHeadersPolicyId)) {
    throw new ServiceError('NoSuchResponseHeadersPolicy', 'The specified response headers policy does not exist.', 404);
  }
}

/** "Restrictions on Lambda@Edge": numbered versions in us-east-1, one function an event type and behavior. */
function checkFunctions(behavior: Behavior, references: References): void {
  const seen = new Set<string | undefined>();
  for (const { LambdaFunctionARN: arn = '', EventType } of behavior.LambdaFunctionAssociations?.Items ?? []) {
    const [, region, version] = /^arn:aws:lambda:([a-z0-9-]+):\d{12}:function:[^:]+(?::(\d+))?$/.exec(arn) ?? [];
    if (!version) {
      throw invalidAssociation(
        `The function ARN must reference a specific function version. (The ARN must end with the version number.) ARN: ${arn}`,
      );
    }
    if (region !== 'us-east-1') throw invalidAssociation(`The function must be in region 'us-east-1'. ARN: ${arn}`);
    const state = references.functionState(arn);
    if (!state) {
      throw invalidAssociation(
        `Lambda@Edge cannot retrieve the specified Lambda function. Update the IAM policy to add permission: lambda:GetFunction for resource: ${arn}`,
      );
    }
    if (state !== 'Active') {
      throw invalidAssociation(
        `The function must be in an Active state. The current state for function ${arn} is ${state}`,
      );
    }
    if (seen.has(EventType)) {
      throw invalidAssociation(`A cache behavior can have only one function for the event type ${EventType}.`);
    }
    seen.add(EventType);
  }
}

function invalidAssociation(message: string): ServiceError {
  return new ServiceError('InvalidLambdaFunctionAssociation', message);
}

function noSuchOrigin(): ServiceError {
  return new ServiceError('NoSuchOrigin', 'One or more of your origins or origin groups do not exist.', 404);
}
