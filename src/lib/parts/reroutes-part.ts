import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { Cluster } from '../cluster/cluster.js';
import { type FoundReroutes, findReroutes, mapParameter, NO_MAP } from '../reroute/find-reroutes.js';
import { rerouteWords } from '../reroute/reroute-words.js';
import { readDistribution } from './copilot/read-distribution.js';
import type { Part } from './part.js';
import { copilotStack } from './stacks/cluster-stacks.js';
import { readStack } from './stacks/read-stack.js';
import { STREAM_DISTRIBUTIONS } from './stream-distributions-part.js';
import type { View } from './view.js';

export const REROUTES = 'reroutes';

interface Facts {
  found: FoundReroutes;
  /** What the copilot is deployed with. */
  deployed: string | undefined;
}

/**
 * Whether regions can stand in for one another, by what their streams are now. The copilot is deployed with what was found.
 * Where a stream cannot be read, it keeps the mapping that it has.
 */
export function reroutesPart(cluster: Cluster): Part<Facts> {
  return {
    id: REROUTES,
    title: 'See which regions can stand in for one another',
    after: [STREAM_DISTRIBUTIONS],
    preparatory: true,
    async look(view) {
      const [found, copilot] = await Promise.all([readReroutes(view), readStack(view, copilotStack(cluster))]);
      return { found, deployed: copilot?.parameters.RerouteMap };
    },
    want({ found, deployed = NO_MAP }) {
      const isUnread = found.ways.some((way) => !way.possible && way.unread);
      const value = isUnread ? deployed : mapParameter(found.map);
      const why =
        value === undefined ? 'rerouting is not possible: the paths are too many for the template' : undefined;
      return {
        action: 'unchanged',
        why: why ?? rerouteWords(found.ways, isUnread && deployed !== NO_MAP),
        outputs: { RerouteMap: value ?? NO_MAP },
      };
    },
    bring: async () => ({ status: 'unchanged' }),
  };
}

/** Looks at the streams and distributions of a cluster. @throws as `readDistribution` */
export function readReroutes(view: View): Promise<FoundReroutes> {
  const { cluster, http } = view.context;
  return view.read('reroutes', async (signal) => {
    const regions = cluster.regions.map(async (member) => {
      const { distribution } = await readDistribution(view, member.distributionId);
      return { member, config: distribution.DistributionConfig ?? ({} as DistributionConfig) };
    });
    return findReroutes(await Promise.all(regions), { http, signal });
  });
}
