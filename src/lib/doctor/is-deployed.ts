import type { DoctorFacts } from './facts.js';

/** Whether any of the cluster's stacks is there, or may be: only where none is, there is nothing to look at. */
export async function isDeployed(facts: DoctorFacts): Promise<boolean> {
  const { regions, sharedStacks } = await facts.status();
  const all = [...regions.flatMap((one) => one.stacks), ...sharedStacks];
  return !all.every(({ status }) => status.known && status.value === 'ABSENT');
}
