import type { StreamRegion } from '../../cluster/cluster.js';
import { type Check, type Finding, found, pass } from '../check.js';
import { eachRegion } from '../each-region.js';
import type { DoctorFacts } from '../facts.js';

export const distributions: Check = {
  id: 'distributions',
  group: 'Distributions',
  title: 'The distributions exist, and are enabled and deployed',
  aws: true,
  run: (facts) => eachRegion(facts, (member) => judge(facts, member)),
};

async function judge(facts: DoctorFacts, member: StreamRegion): Promise<Finding> {
  const { region, distributionId, distributionDomain } = member;
  const { DomainName, DistributionConfig, Status } = await facts.distribution(member);
  const domain = DomainName?.toLowerCase();
  if (domain !== distributionDomain) {
    const message = `${distributionId} is ${domain}, the cluster file says ${distributionDomain}`;
    return found('distribution-domain-differs', message, { region });
  }
  if (!DistributionConfig?.Enabled) return found('distribution-disabled', `${distributionId} is disabled`, { region });
  if (Status !== 'Deployed') {
    return found('distribution-in-progress', `${distributionId} is being deployed (${Status})`, { region });
  }
  return pass(`${distributionId} is ${domain}`, region);
}
