import { behaviorOfPath } from '../../../aws/behavior-of-path.js';
import { type ShuttingOut, shuttingOut } from '../../../distribution-kinds/noticed-kinds.js';
import { type Check, found, pass } from '../../check.js';
import { each } from '../../each-region.js';
import type { DoctorFacts } from '../../facts.js';

/** What the detector's word speaks for: it asks from an address of AWS in its region, as these judge. */
const BY_ADDRESS: readonly ShuttingOut[] = ['web-acl', 'countries-restricted'];

export const whoIsServed: Check = {
  id: 'who-is-served',
  group: 'Distributions',
  title: 'The distributions serve detectors and players',
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const { distributionId: id, distributionPlaylistUrl } = member;
      const config = (await facts.distribution(member)).DistributionConfig;
      const behavior = behaviorOfPath(config, new URL(distributionPlaylistUrl).pathname);
      const all = config ? shuttingOut(config, id, behavior) : [];
      if (all.length === 0) return pass(`${id} serves everybody`);
      const isFresh = await detectorIsServed(facts, member.region);
      return all.map((one) => {
        if (isFresh && BY_ADDRESS.includes(one.id))
          return pass(`${one.message}; the detector of ${member.region} is served`);
        return found(one.id, one.message);
      });
    }),
};

/** Whether the deployed detector of a region has read its stream of late. */
async function detectorIsServed(facts: DoctorFacts, region: string): Promise<boolean> {
  const { regions } = await facts.status();
  const freshness = regions.find((one) => one.region === region)?.freshness;
  if (!freshness?.known) return false;
  const own = freshness.value.observers.find(({ observer }) => observer === region);
  return own !== undefined && !own.silent && own.said === 'fresh';
}
