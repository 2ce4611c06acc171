import { type Check, found, pass } from '../check.js';
import { eachStatus } from '../each-region.js';
import { detectorRefused, isRefusal } from './distribution/detector-refused.js';

export const detectorHeartbeat: Check = {
  id: 'detector-heartbeat',
  group: 'Deployment',
  title: 'The detectors report, and find the streams fresh',
  run: (facts) =>
    eachStatus(
      facts,
      ({ freshness }) => freshness,
      ({ freshness, ageS, observers }, region) => {
        const when = ageS === undefined ? 'never' : `${ageS} s ago`;
        const own = observers.find(({ observer }) => observer === region);
        if (own?.silent && freshness !== 'unknown') {
          const others = observers.filter(({ believed }) => believed).map(({ observer }) => observer);
          const last = `the detector has not reported (last: ${own.ageS} s ago)`;
          return found('detector-silent', `${last}; ${others.join(' and ')} says that the stream is ${freshness}`);
        }
        if (freshness === 'fresh') {
          const against = observers.filter(({ silent, said }) => !silent && said === 'stale');
          const doubts = against.map(
            ({ observer, staleForS = 0 }) => `; ${observer} has seen it stale for ${staleForS} s`,
          );
          return pass(`fresh, ${when}${doubts.join('')}`);
        }
        if (freshness !== 'stale') return found('detector-silent', `the detector has not reported (last: ${when})`);
        const said = own && !own.silent ? own.detail : undefined;
        if (said !== undefined && isRefusal(said)) return detectorRefused(facts, region, said);
        const why = said === undefined ? '' : `: ${said}`;
        return found('stale', `stale, ${when}${why}`, { advice: `Check the encoder of ${region}.` });
      },
    ),
};
