import { adviceFor, describeProtection, findingOf } from '../../../hls/protection/protection.js';
import { listOf } from '../../../list-of.js';
import { type Check, found, pass, skip } from '../../check.js';
import { each } from '../../each-region.js';

export const protection: Check = {
  id: 'protection',
  group: 'Streams',
  title: 'The streams need no token, cookie or session of a viewer',
  withoutAws: true,
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const report = await facts.protection(member);
      if (report.found.length > 0) {
        return report.found.map((one) => found(findingOf(one), describeProtection(one), { advice: adviceFor(one) }));
      }
      const names = listOf(report.passedOn);
      if (names !== '') return pass(`${names} differs with each reading; viewers get their own (players.queryTokens)`);
      return report.seen ? pass('none seen') : skip('not seen: the master playlist cannot be read at the distribution');
    }),
};
