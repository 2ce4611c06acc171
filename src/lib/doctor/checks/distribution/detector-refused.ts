import { behaviorOfPath } from '../../../aws/behavior-of-path.js';
import { shuttingOut } from '../../../distribution-kinds/noticed-kinds.js';
import { listOf } from '../../../list-of.js';
import { type Finding, found } from '../../check.js';
import type { DoctorFacts } from '../../facts.js';

/** How a detector begins its words on the distribution where it watches an origin too (`judgePlaces`). */
const AT_DISTRIBUTION = 'at the distribution';

/** Whether a detector says that it is refused. */
export function isRefusal(said: string): boolean {
  return /\bHTTP 40[13]\b/.test(said);
}

/**
 * What to tell of a detector that is refused, which sees a stream as stale that others may see live: what the distribution
 * has that may refuse it.
 *
 * @param said the detector's last reason
 */
export async function detectorRefused(facts: DoctorFacts, region: string, said: string): Promise<Finding> {
  const member = facts.cluster.regions.find((one) => one.region === region);
  if (!member) throw new Error(`no region ${region}`);
  const { distributionId, distributionPlaylistUrl, originPlaylistUrl } = member;
  const isServed = await facts.stream(member).then(
    ({ url }) => url === distributionPlaylistUrl,
    () => false,
  );
  const who = `the detector of ${region} is refused (${said})`;
  if (!said.startsWith(AT_DISTRIBUTION) && originPlaylistUrl !== distributionPlaylistUrl) {
    return found('detector-refused', `${who} at the origin, ${new URL(originPlaylistUrl).host}`, {
      advice: 'Set originPlaylistUrl to the URL of the distribution: only CloudFront may read that origin.',
    });
  }
  const here = isServed ? 'this machine is served' : 'this machine is not served either';
  const config = (await facts.distribution(member)).DistributionConfig;
  const behavior = behaviorOfPath(config, new URL(distributionPlaylistUrl).pathname);
  const rules = config ? shuttingOut(config, distributionId, behavior).map(({ message }) => message) : [];
  const what =
    listOf(rules) || `${distributionId} has no web ACL, restriction of countries or key group: its origin may refuse`;
  return found('detector-refused', `${who}, and ${here}; ${what}`);
}
