import { elsewhereText } from '../../../parts/copilot/copilots-elsewhere.js';
import { type Check, found, pass, skip } from '../../check.js';

export const copilotElsewhere: Check = {
  id: 'copilot-elsewhere',
  group: 'Deployment',
  title: 'Only distributions of the cluster run its copilot',
  async run(facts) {
    const elsewhere = await facts.copilotsElsewhere();
    if (!elsewhere) return [skip('these credentials may not list distributions')];
    if (elsewhere.length === 0) return [pass('no other distribution')];
    return [found('copilot-elsewhere', elsewhereText(facts.cluster.name, elsewhere))];
  },
};
