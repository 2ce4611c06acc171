import { allRegions } from '../../parts/stacks/cluster-stacks.js';
import { type Check, type Finding, found, pass, skip } from '../check.js';
import { each } from '../each-region.js';
import type { Quotas } from '../read-account.js';

/** A detector that runs all the time, the alert handler in bursts, and what else the account does. */
const NEEDED_EXECUTIONS = 20;
/** Stacks of a cluster in one region, at most. */
const NEEDED_STACKS = 4;

/**
 * What a cluster adds to what is not counted, with the default quotas (CloudFront Developer Guide, "Quotas": general quotas on
 * distributions, general quotas on policies, quotas on Lambda@Edge).
 */
const NOT_COUNTED = [
  '1 distribution (500)',
  'Lambda@Edge on that one and on each region’s (500 distributions)',
  'an origin access control of each region (100)',
  '1 cache policy (20)',
  '1 response headers policy (20)',
].join(', ');

export const quotas: Check = {
  id: 'quotas',
  group: 'Account',
  title: 'The account’s quotas leave room',
  async run(facts) {
    const findings = await each(allRegions(facts.cluster), async (region) => judge(await facts.quotas(region)));
    return [
      ...findings,
      skip(
        'not read: how many stacks there are already, and Lambda’s quota in regions near viewers, where the copilot runs',
      ),
      skip(`not read: what CloudFront holds already; a cluster adds (default quotas in brackets) ${NOT_COUNTED}`),
    ];
  },
};

function judge({ stackLimit, concurrentExecutions, unreservedExecutions }: Quotas): Finding[] {
  const findings: Finding[] = [];
  const atATime = Math.min(concurrentExecutions ?? Infinity, unreservedExecutions ?? Infinity);
  if (atATime < NEEDED_EXECUTIONS) {
    const reserved = concurrentExecutions !== undefined && atATime < concurrentExecutions;
    const rest = reserved ? `: functions of the account reserve the rest of ${concurrentExecutions}` : '';
    const advice = reserved
      ? 'Reserve less of it for other functions, or ask for more in Service Quotas, Lambda, Concurrent executions.'
      : undefined;
    findings.push(found('lambda-quota-small', `Lambda may run ${atATime} at a time${rest}`, { advice }));
  }
  if (stackLimit !== undefined && stackLimit < NEEDED_STACKS) {
    const message = `CloudFormation allows ${stackLimit} stacks, ${NEEDED_STACKS} are needed`;
    findings.push(found('stack-quota-small', message));
  }
  if (findings.length > 0) return findings;
  const executions = atATime === Infinity ? 'an unknown number of' : atATime;
  return [pass(`${stackLimit ?? 'an unknown number of'} stacks, ${executions} Lambda executions at a time`)];
}
