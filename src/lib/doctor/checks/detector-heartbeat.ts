import { type Check, type Finding, found, pass, skip, unknown } from '../check.js';
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
      if (!freshness.known) return unknown(freshness.why, region);
      const { freshness: state, ageS } = freshness.value;
      const when = ageS === undefined ? 'never' : `${ageS} s ago`;
      if (state === 'fresh') return pass(`fresh, ${when}`, region);
      if (state === 'stale')
        return found('stale', `stale, ${when}`, { region, advice: `Check the encoder of ${region}.` });
      return found('detector-silent', `the detector has not reported (last: ${when})`, { region });
    });
  },
};
