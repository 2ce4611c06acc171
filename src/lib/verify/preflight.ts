import type { Check } from '../doctor/check.js';
import { CHECKS } from '../doctor/checks/all-checks.js';
import { namesFree } from './checks/names-free.js';
import type { DeployedFacts } from './deployed.js';

/**
 * All that can be asked of an account before the first deployment, without changing it: doctor's checks but those of what is
 * deployed, and whether names are free.
 */
export function preflightChecks(deployed: DeployedFacts): readonly Check[] {
  const before = CHECKS.filter(({ group }) => group !== 'Deployment');
  const account = before.filter(({ group }) => group === 'Account');
  return [...account, namesFree(deployed), ...before.filter(({ group }) => group !== 'Account')];
}
