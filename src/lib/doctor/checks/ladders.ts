import { type Check, pass, warn } from '../check.js';

export const ladders: Check = {
  id: 'ladders',
  group: 'Streams',
  title: 'The ladders pair up',
  aws: false,
  async run(facts) {
    const warnings = await facts.mergeWarnings();
    const advice = 'Give both encoders the same settings; cvs playlist build shows what comes of them.';
    return warnings.length === 0
      ? [pass('every rung and rendition is there in each region')]
      : warnings.map((one) => warn(one, advice));
  },
};
