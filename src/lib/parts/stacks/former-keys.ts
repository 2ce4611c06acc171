import type { Cluster } from '../../cluster/cluster.js';
import { healthKey } from '../../state/state-items.js';

/** Room for three changes of the distributions in a row: each leaves eight keys. */
const MOST_KEYS = 24;

/**
 * The keys of the state table that versions of the copilot read which were deployed for other distributions. All versions
 * have one role. If it lost these keys with the update of the stack, edges that run an earlier version until CloudFront has
 * brought them the new one would be refused, and take a region for open that operators closed.
 *
 * They stay until distributions change again: a copilot is deployed to them once more before that is known.
 *
 * @param deployed parameters that the copilot stack was deployed with last
 */
export function formerKeys({ regions }: Cluster, deployed: Readonly<Record<string, string>>): string[] {
  const kept = deployed.FormerKeys ? deployed.FormerKeys.split(',') : [];
  const before = [
    { region: deployed.RegionOne ?? '', domain: deployed.RegionOneDistributionDomain },
    { region: deployed.RegionTwo ?? '', domain: deployed.RegionTwoDistributionDomain },
  ];
  const domains = before.flatMap(({ domain }) => domain ?? []);
  const now = regions.map(({ distributionDomain }) => distributionDomain);
  if (domains.every((domain) => now.includes(domain))) return kept;
  const keys = domains.flatMap((domain) => [
    domain,
    healthKey(domain),
    ...before.map(({ region }) => healthKey(domain, region)),
  ]);
  return [...new Set([...keys, ...kept])].slice(0, MOST_KEYS);
}
