import { strangeHost } from '../../cluster/playlist-host.js';
import { type Check, found, pass } from '../check.js';
import { each } from '../each-region.js';

export const distributions: Check = {
  id: 'distributions',
  group: 'Distributions',
  title: 'The distributions exist, and are enabled and deployed',
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const { distributionId: id, distributionDomain } = member;
      const { DomainName, DistributionConfig, Status } = await facts.distribution(member);
      const domain = DomainName?.toLowerCase();
      if (domain !== distributionDomain) {
        const message = `${id} is ${domain}, the cluster file says ${distributionDomain}`;
        return found('distribution-domain-differs', message);
      }
      const host = strangeHost(member, DistributionConfig?.Aliases?.Items ?? []);
      if (host !== undefined) {
        return found('playlist-host-differs', `${host} is neither ${domain} nor an alias of ${id}`);
      }
      if (!DistributionConfig?.Enabled) return found('distribution-disabled', `${id} is disabled`);
      return Status === 'Deployed'
        ? pass(`${id} is ${domain}`)
        : found('distribution-in-progress', `${id} is being deployed (${Status})`);
    }),
};
