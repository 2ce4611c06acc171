import { type Check, type Finding, fail, pass, skip, warn } from '../check.js';
import { isDeployed } from '../is-deployed.js';

export const detectorHeartbeat: Check = {
  id: 'detector-heartbeat',
  group: 'Deployment',
  title: 'The detectors report, and find the streams fresh',
  aws: true,
  async run(facts) {
    if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
    const { regions } = await facts.status();
    return regions.map(({ region, freshness }): Finding => {
      if (!freshness.known) return warn(freshness.why, 'Mend that, then run cvs doctor again.', region);
      const { freshness: state, ageS } = freshness.value;
      const when = ageS === undefined ? 'never' : `${ageS} s ago`;
      if (state === 'fresh') return pass(`fresh, ${when}`, region);
      if (state === 'stale') return fail(`stale, ${when}`, `Look at the encoder of ${region}.`, region);
      return warn(
        `no word from the detector (last: ${when})`,
        'It speaks within two minutes of a deployment; else look at its log and its alarms.',
        region,
      );
    });
  },
};
