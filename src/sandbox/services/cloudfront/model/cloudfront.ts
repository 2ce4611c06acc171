import type {
  CachePolicyConfig,
  ContinuousDeploymentPolicyConfig,
  OriginAccessControlConfig,
  OriginRequestPolicyConfig,
  ResponseHeadersPolicyConfig,
} from '@aws-sdk/client-cloudfront';
import type { SandboxEnvironment } from '../../../environment.js';
import { Edge, type EdgeOptions } from '../edge/edge.js';
import type { Behavior, PolicyLookup } from '../edge/edge-config.js';
import type { EdgeObjects } from '../edge/origin-fetch.js';
import type { EdgeFunctions } from '../edge/triggers.js';
import { behaviorsOf } from './behaviors.js';
import { checkTtlOrder } from './check-behaviors.js';
import { checkResponseHeaders } from './check-response-headers.js';
import { checkDeploymentPolicy, Shares } from './continuous-deployment.js';
import { Distributions } from './distributions.js';
import {
  MANAGED_CACHE_POLICIES,
  MANAGED_ORIGIN_REQUEST_POLICIES,
  MANAGED_RESPONSE_HEADERS_POLICIES,
} from './managed-policies.js';
import { NamedConfigs } from './named-configs.js';
import type { ReplicatedFunctions } from './replicas.js';
import { validateConfig } from './validation.js';

export interface CloudFrontCollaborators {
  lambda: ReplicatedFunctions & EdgeFunctions;
  /** The sandbox's S3. */
  objects: EdgeObjects;
  certificates: {
    /** The names that an issued certificate covers; undefined for one that is not there, or not issued. */
    namesOf(arn: string): readonly string[] | undefined;
  };
}

export interface CloudFrontOptions {
  /** Port of the first distribution's edge, counted up from there; absent: any free port. */
  firstPort?: number;
  /** Where edges are, and so run functions. Default eu-west-1. */
  edgeRegion?: string;
}

/** Amazon CloudFront: distributions, each with an edge, and what they refer to. */
export class CloudFront {
  readonly distributions: Distributions;
  readonly originAccessControls: NamedConfigs<OriginAccessControlConfig>;
  readonly cachePolicies: NamedConfigs<CachePolicyConfig>;
  readonly originRequestPolicies: NamedConfigs<OriginRequestPolicyConfig>;
  readonly responseHeadersPolicies: NamedConfigs<ResponseHeadersPolicyConfig>;
  readonly deploymentPolicies: NamedConfigs<ContinuousDeploymentPolicyConfig & { Name?: undefined }>;

  constructor(env: SandboxEnvironment, collaborators: CloudFrontCollaborators, options: CloudFrontOptions = {}) {
    const configs = () => this.distributions.list().map(({ config }) => config);
    const inBehavior = (field: keyof Behavior) => (id: string) =>
      configs().some((config) => behaviorsOf(config).some((behavior) => behavior[field] === id));
    this.originAccessControls = new NamedConfigs(env, {
      noun: 'OriginAccessControl',
      path: 'origin-access-control',
      managed: {},
      inUse: (id) => configs().some(({ Origins }) => Origins?.Items?.some((one) => one.OriginAccessControlId === id)),
    });
    this.cachePolicies = new NamedConfigs(env, {
      noun: 'CachePolicy',
      path: 'cache-policy',
      managed: MANAGED_CACHE_POLICIES,
      inUse: inBehavior('CachePolicyId'),
      check: (config: CachePolicyConfig) => checkTtlOrder(config),
    });
    this.originRequestPolicies = new NamedConfigs(env, {
      noun: 'OriginRequestPolicy',
      path: 'origin-request-policy',
      managed: MANAGED_ORIGIN_REQUEST_POLICIES,
      inUse: inBehavior('OriginRequestPolicyId'),
    });
    this.responseHeadersPolicies = new NamedConfigs(env, {
      noun: 'ResponseHeadersPolicy',
      path: 'response-headers-policy',
      managed: MANAGED_RESPONSE_HEADERS_POLICIES,
      inUse: inBehavior('ResponseHeadersPolicyId'),
      check: checkResponseHeaders,
    });
    const shares = new Shares();
    this.deploymentPolicies = new NamedConfigs(env, {
      noun: 'ContinuousDeploymentPolicy',
      path: 'continuous-deployment-policy',
      managed: {},
      unnamed: true,
      inUse: (id) => configs().some((config) => config.ContinuousDeploymentPolicyId === id),
      check: (config, id) => {
        const others = this.deploymentPolicies.list().filter((one) => one.id !== id);
        checkDeploymentPolicy(
          config,
          this.distributions.list(),
          others.map((one) => one.config),
        );
      },
    });
    const staging: EdgeOptions['staging'] = (policyId, request) => {
      const policy = this.deploymentPolicies.find(policyId);
      const name = policy && shares.stagingName(policyId, policy, request);
      return this.distributions.list().find(({ domainName }) => domainName === name)?.edge;
    };
    const policies: PolicyLookup = {
      cache: (id) => this.cachePolicies.find(id),
      originRequest: (id) => this.originRequestPolicies.find(id),
      responseHeaders: (id) => this.responseHeadersPolicies.find(id),
    };
    this.distributions = new Distributions(env, {
      functions: collaborators.lambda,
      newEdge: () =>
        new Edge({
          env,
          policies,
          functions: collaborators.lambda,
          objects: collaborators.objects,
          region: options.edgeRegion ?? 'eu-west-1',
          staging,
        }),
      validate: (config, id) =>
        validateConfig(config, {
          continuousDeploymentPolicyExists: (policy) => this.deploymentPolicies.find(policy) !== undefined,
          namesOfCertificate: (arn) => collaborators.certificates.namesOf(arn),
          isTaken: (name) =>
            this.distributions.list().some((one) => one.id !== id && one.config.Aliases?.Items?.includes(name)),
          cachePolicyExists: (id) => policies.cache(id) !== undefined,
          originRequestPolicyExists: (id) => policies.originRequest(id) !== undefined,
          responseHeadersPolicyExists: (id) => policies.responseHeaders(id) !== undefined,
          originAccessControlExists: (id) => this.originAccessControls.find(id) !== undefined,
          functionState: (arn) => collaborators.lambda.stateOf(arn),
        }),
      firstPort: options.firstPort,
    });
  }

  /** The edge of a distribution, for access logs, invalidations and its region. */
  edge(distributionId: string): Edge {
    return this.distributions.get(distributionId).edge;
  }

  /** Ages the replicas of functions that no distribution uses any more; their functions can be deleted at once. */
  releaseReplicas(): void {
    this.distributions.replicas.release();
  }

  close(): Promise<void> {
    return this.distributions.close();
  }
}
