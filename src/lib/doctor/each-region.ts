import type { StreamRegion } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import type { Known, RegionStatus } from '../status/cluster-status.js';
import { type Finding, failedBy, type RawFinding, skip, unknown } from './check.js';
import type { DoctorFacts } from './facts.js';
import { isDeployed } from './is-deployed.js';

type Judged = RawFinding | readonly RawFinding[];

/** Judges several things of regions, each by itself: when one cannot be read, the others are still judged. */
export async function each<T extends { region: string }>(
  all: readonly T[],
  judge: (one: T) => Promise<Judged>,
): Promise<readonly RawFinding[]> {
  const judged = all.map((one) =>
    judge(one).catch((error: unknown): Judged => {
      if (error instanceof CvsError) return failedBy(error, one.region);
      throw error;
    }),
  );
  return (await Promise.all(judged)).flat();
}

/** Judges every stream region. */
export function eachRegion(
  { cluster }: DoctorFacts,
  judge: (member: StreamRegion) => Promise<Judged>,
): Promise<readonly RawFinding[]> {
  return each(cluster.regions, judge);
}

/** Judges one part of the status of every stream region, once something is deployed. */
export async function eachStatus<T>(
  facts: DoctorFacts,
  partOf: (status: RegionStatus) => Known<T>,
  judge: (value: T, region: string) => Finding,
): Promise<readonly Finding[]> {
  if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
  return (await facts.status()).regions.map((status) => {
    const part = partOf(status);
    return part.known ? judge(part.value, status.region) : unknown(part.why, status.region);
  });
}
