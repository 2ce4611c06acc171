import { CvsError } from '../errors.js';
import type { Known, RegionStatus } from '../status/cluster-status.js';
import { type Finding, failedBy, type RawFinding, skip, unknown } from './check.js';
import type { DoctorFacts } from './facts.js';
import { isDeployed } from './is-deployed.js';

/**
 * Judges several things of regions, each by itself: when one cannot be read, the others are still judged.
 *
 * @param all regions by their codes, or things that have a region
 * @returns what was found, with its region
 */
export async function each<T extends string | { region: string }>(
  all: readonly T[],
  judge: (one: T) => Promise<Finding | readonly Finding[]>,
): Promise<readonly RawFinding[]> {
  const judged = all.map(async (one) => {
    const findings = await judge(one).catch((error: unknown): RawFinding => {
      if (error instanceof CvsError) return failedBy(error);
      throw error;
    });
    const region = typeof one === 'string' ? one : one.region;
    return [findings].flat().map((finding) => ({ ...finding, region }));
  });
  return (await Promise.all(judged)).flat();
}

/** Judges one part of the status of every stream region, once something is deployed. */
export async function eachStatus<T>(
  facts: DoctorFacts,
  partOf: (status: RegionStatus) => Known<T>,
  judge: (value: T, region: string) => Finding | Promise<Finding>,
): Promise<readonly Finding[]> {
  if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
  return each((await facts.status()).regions, async (status) => {
    const part = partOf(status);
    return part.known ? judge(part.value, status.region) : unknown(part.why);
  });
}
