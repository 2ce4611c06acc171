import { assetRegions } from '../assets/publish-assets.js';
import type { StreamRegion } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import type { Known, RegionStatus } from '../status/cluster-status.js';
import { type Finding, failedBy, type RawFinding, skip, unknown } from './check.js';
import type { DoctorFacts } from './facts.js';
import { isDeployed } from './is-deployed.js';

/**
 * Judges several things of regions, each by itself: when one cannot be read, the others are still judged.
 *
 * @returns what was found, with its region
 */
export async function each<T extends { region: string }>(
  all: readonly T[],
  judge: (one: T) => Promise<Finding | readonly Finding[]>,
): Promise<readonly RawFinding[]> {
  const judged = all.map(async (one) => {
    const findings = await judge(one).catch((error: unknown): RawFinding => {
      if (error instanceof CvsError) return failedBy(error);
      throw error;
    });
    return [findings].flat().map((finding) => ({ ...finding, region: one.region }));
  });
  return (await Promise.all(judged)).flat();
}

/** Judges every stream region. */
export function eachRegion(
  { cluster }: DoctorFacts,
  judge: (member: StreamRegion) => Promise<Finding | readonly Finding[]>,
): Promise<readonly RawFinding[]> {
  return each(cluster.regions, judge);
}

/** Judges every region that a deployment uses: the stream regions and us-east-1. */
export function eachAwsRegion(
  { cluster }: DoctorFacts,
  judge: (region: string) => Promise<Finding | readonly Finding[]>,
): Promise<readonly RawFinding[]> {
  const regions = assetRegions(cluster).map((region) => ({ region }));
  return each(regions, ({ region }) => judge(region));
}

/** Judges one part of the status of every stream region, once something is deployed. */
export async function eachStatus<T>(
  facts: DoctorFacts,
  partOf: (status: RegionStatus) => Known<T>,
  judge: (value: T, region: string) => Finding,
): Promise<readonly Finding[]> {
  if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
  return each((await facts.status()).regions, async (status) => {
    const part = partOf(status);
    return part.known ? judge(part.value, status.region) : unknown(part.why);
  });
}
