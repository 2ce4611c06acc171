import { type Check, type Finding, pass, warn } from '../check.js';
import type { Quotas } from '../facts.js';

/** A detector that runs all the time, the alert handler in bursts, and what else the account does. */
const NEEDED_EXECUTIONS = 20;
/** Stacks of a cluster in one region, at most. */
const NEEDED_STACKS = 4;

export const quotas: Check = {
  id: 'quotas',
  group: 'Account',
  title: 'The account’s quotas leave room',
  aws: true,
  run: (facts) => Promise.all(facts.cluster.regions.map(async ({ region }) => judge(await facts.quotas(region)))),
};

function judge({ region, stackLimit, concurrentExecutions }: Quotas): Finding {
  if (concurrentExecutions !== undefined && concurrentExecutions < NEEDED_EXECUTIONS) {
    const message = `Lambda may run ${concurrentExecutions} at a time`;
    return warn(
      message,
      'New accounts have 10: ask for more in Service Quotas, Lambda, Concurrent executions.',
      region,
    );
  }
  if (stackLimit !== undefined && stackLimit < NEEDED_STACKS) {
    return warn(
      `CloudFormation allows ${stackLimit} stacks`,
      'Ask for more in Service Quotas, CloudFormation.',
      region,
    );
  }
  return pass(`${stackLimit ?? '?'} stacks, ${concurrentExecutions ?? '?'} Lambda executions at a time`, region);
}
