import { type Check, found, pass } from '../check.js';
import { eachStatus } from '../each-region.js';

export const detectorHeartbeat: Check = {
  id: 'detector-heartbeat',
  group: 'Deployment',
  title: 'The detectors report, and find the streams fresh',
  aws: true,
  run: (facts) =>
    eachStatus(
      facts,
      ({ freshness }) => freshness,
      ({ freshness, ageS }, region) => {
        const when = ageS === undefined ? 'never' : `${ageS} s ago`;
        if (freshness === 'fresh') return pass(`fresh, ${when}`, region);
        if (freshness === 'stale') {
          return found('stale', `stale, ${when}`, { region, advice: `Check the encoder of ${region}.` });
        }
        return found('detector-silent', `the detector has not reported (last: ${when})`, { region });
      },
    ),
};
