import type { StreamRegion } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import { failedBy, type RawFinding } from './check.js';
import type { DoctorFacts } from './facts.js';

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
