import type { StreamRegion } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import { failedBy, type RawFinding } from './check.js';
import type { DoctorFacts } from './facts.js';

type Judged = RawFinding | readonly RawFinding[];

/** Judges every region, each on its own: where one cannot be looked at, the others are told of all the same. */
export async function eachRegion(
  { cluster }: DoctorFacts,
  judge: (member: StreamRegion) => Promise<Judged>,
): Promise<readonly RawFinding[]> {
  const judged = cluster.regions.map((member) =>
    judge(member).catch((error: unknown): Judged => {
      if (error instanceof CvsError) return failedBy(error, member.region);
      throw error;
    }),
  );
  return (await Promise.all(judged)).flat();
}
