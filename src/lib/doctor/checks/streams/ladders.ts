import { type Check, found, pass } from '../../check.js';

export const ladders: Check = {
  id: 'ladders',
  group: 'Streams',
  title: 'The ladders pair up',
  withoutAws: true,
  async run(facts) {
    const warnings = await facts.mergeWarnings();
    return warnings.length === 0
      ? [pass('every rung and rendition is in each region')]
      : warnings.map((one) => found('ladders-differ', one));
  },
};
