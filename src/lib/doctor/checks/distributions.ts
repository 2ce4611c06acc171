import type { StreamRegion } from '../../cluster/cluster.js';
import { type Check, type Finding, fail, pass, warn } from '../check.js';
import { eachRegion } from '../each-region.js';
import type { DoctorFacts } from '../facts.js';

export const distributions: Check = {
  id: 'distributions',
  group: 'Distributions',
  title: 'The distributions are there, enabled and deployed',
  aws: true,
  run: (facts) => eachRegion(facts, (member) => judge(facts, member)),
};

async function judge(facts: DoctorFacts, member: StreamRegion): Promise<Finding> {
  const { region, distributionId, distributionDomain } = member;
  const found = await facts.distribution(member);
  const domain = found.DomainName?.toLowerCase();
  if (domain !== distributionDomain) {
    const message = `${distributionId} is ${domain}, the cluster file says ${distributionDomain}`;
    return fail(message, 'Correct distributionDomain in the cluster file: cvs init', region);
  }
  if (!found.DistributionConfig?.Enabled) {
    return fail(`${distributionId} is disabled`, 'Enable it in CloudFront: viewers get nothing from it.', region);
  }
  if (found.Status !== 'Deployed') {
    const message = `${distributionId} is being deployed (${found.Status})`;
    return warn(message, 'Wait until CloudFront says Deployed; a deployment waits too.', region);
  }
  return pass(`${distributionId} is ${domain}`, region);
}
