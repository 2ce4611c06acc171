import type { ContinuousDeploymentPolicyConfig, DistributionConfig } from '@aws-sdk/client-cloudfront';
import { ServiceError } from '../../service-error.js';
import type { EdgeRequest } from '../edge/messages.js';

/** The largest share of viewers that a policy may send to a staging distribution, and the prefix of its headers. */
const MOST_WEIGHT = 0.15;
const HEADER_PREFIX = 'aws-cf-cd-';

/** A distribution, as far as policies need it. */
interface Known {
  readonly id: string;
  readonly domainName: string;
  readonly config: DistributionConfig;
}

/**
 * Refuses what CloudFront refuses in a continuous deployment policy.
 *
 * Sources: CloudFront API Reference, "ContinuousDeploymentPolicyConfig"; CloudFront Developer Guide, "Quotas and other
 * considerations for continuous deployment". The words are not verified.
 *
 * @param others the policies that there are beside it
 * @throws ServiceError with CloudFront's code
 */
export function checkDeploymentPolicy(
  config: ContinuousDeploymentPolicyConfig,
  distributions: readonly Known[],
  others: readonly ContinuousDeploymentPolicyConfig[],
): void {
  const [name, second] = config.StagingDistributionDnsNames?.Items ?? [];
  if (name === undefined || second !== undefined) throw argument('StagingDistributionDnsNames must have one name.');
  const staging = distributions.find(({ domainName }) => domainName === name);
  if (!staging?.config.Staging) throw argument(`${name} is not the name of a staging distribution.`);
  if (others.some((one) => one.StagingDistributionDnsNames?.Items?.includes(name))) {
    const message = 'A continuous deployment policy for this staging distribution already exists.';
    throw new ServiceError('StagingDistributionInUse', message, 409);
  }
  const { Type, SingleHeaderConfig: header, SingleWeightConfig: weight } = config.TrafficConfig ?? {};
  if (weight?.SessionStickinessConfig) {
    throw new ServiceError('NotImplemented', 'The sandbox does not support SessionStickinessConfig.', 501);
  }
  if (Type === 'SingleWeight' && !((weight?.Weight ?? -1) >= 0 && (weight?.Weight ?? 1) <= MOST_WEIGHT)) {
    throw argument(`Weight must be between 0 and ${MOST_WEIGHT}.`);
  }
  if (Type === 'SingleHeader' && !header?.Header?.toLowerCase().startsWith(HEADER_PREFIX)) {
    throw argument(`Header must begin with ${HEADER_PREFIX}.`);
  }
}

/** Decides which requests go to a staging distribution. Of a weight, every so many go: the same ones on each run. */
export class Shares {
  readonly #sums = new Map<string, number>();

  /** The name of the staging distribution where the request goes there. */
  stagingName(id: string, config: ContinuousDeploymentPolicyConfig, request: EdgeRequest): string | undefined {
    const { Type, SingleHeaderConfig: header, SingleWeightConfig: weight } = config.TrafficConfig ?? {};
    if (!config.Enabled) return undefined;
    const [name] = config.StagingDistributionDnsNames?.Items ?? [];
    if (Type === 'SingleHeader') {
      return request.headers[header?.Header?.toLowerCase() ?? ''] === header?.Value ? name : undefined;
    }
    const sum = (this.#sums.get(id) ?? 0) + (weight?.Weight ?? 0);
    this.#sums.set(id, sum >= 1 ? sum - 1 : sum);
    return sum >= 1 ? name : undefined;
  }
}

function argument(message: string): ServiceError {
  return new ServiceError('InvalidArgument', message);
}
