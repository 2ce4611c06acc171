import { type Check, found, pass } from '../check.js';
import { eachStatus } from '../each-region.js';

export const detectorHeartbeat: Check = {
  id: 'detector-heartbeat',
  group: 'Deployment',
  title: 'The detectors report, and find the streams fresh',
  run: (facts) =>
    eachStatus(
      facts,
      ({ freshness }) => freshness,
      ({ freshness, ageS }, region) => {
        const when = ageS === undefined ? 'never' : `${ageS} s ago`;
        if (freshness === 'fresh') return pass(`fresh, ${when}`);
        return freshness === 'stale'
          ? found('stale', `stale, ${when}`, { advice: `Check the encoder of ${region}.` })
          : found('detector-silent', `the detector has not reported (last: ${when})`);
      },
    ),
};
