import type { DoctorFacts } from './facts.js';

/** Whether any stack of the cluster is there, or may be: a stack whose status is unknown counts. */
export async function isDeployed(facts: DoctorFacts): Promise<boolean> {
  const { regions, sharedStacks } = await facts.status();
  const all = [...regions.flatMap((one) => one.stacks), ...sharedStacks];
  return !all.every(({ status }) => status.known && status.value === 'ABSENT');
}
