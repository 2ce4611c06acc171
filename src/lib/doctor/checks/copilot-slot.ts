import { countOf } from '../../count-of.js';
import { copilotSlots, splitVersionArn } from '../../parts/copilot/copilot-slots.js';
import { type Check, found, pass } from '../check.js';
import { each } from '../each-region.js';

export const copilotSlot: Check = {
  id: 'copilot-slot',
  group: 'Distributions',
  title: 'The origin-request slot of every behavior is free, or has the copilot',
  async run(facts) {
    const current = await facts.copilotArn();
    return each(facts.cluster.regions, async (member) => {
      const config = (await facts.distribution(member)).DistributionConfig;
      const slots = config ? copilotSlots(config) : [];
      const former = await facts.formerCopilots(slots);
      const foreign = slots.filter(({ versionArn }) => {
        const holder = versionArn && splitVersionArn(versionArn).functionArn;
        return holder && holder !== current && !former.has(holder);
      });
      if (foreign.length === 0) return pass(countOf(slots.length, 'behavior'));
      return foreign.map(({ behavior, versionArn }) =>
        found('slot-taken', `${behavior} of ${member.distributionId} has ${versionArn}`),
      );
    });
  },
};
