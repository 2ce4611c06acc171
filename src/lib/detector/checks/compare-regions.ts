import { REGIONS_CHECKS } from './all-checks.js';
import type { CheckInfo, StreamMember } from './check.js';

export interface RegionsFinding {
  check: CheckInfo;
  /** URL of our rung. */
  subject: string;
  detail: string;
}

/**
 * Holds the playlists of two regions against each other, rung by rung: in the order in which their masters name them,
 * which identical streams share. Two streams that name a different number of playlists are not compared.
 */
export function compareRegions(ours: readonly StreamMember[], theirs: readonly StreamMember[]): RegionsFinding[] {
  if (ours.length !== theirs.length) return [];
  return ours.flatMap(({ url, snapshot }, index) => {
    const other = theirs[index];
    if (!other) return [];
    return REGIONS_CHECKS.flatMap((check) => {
      const detail = check.find(snapshot, other.snapshot);
      return detail === undefined ? [] : [{ check, subject: url, detail }];
    });
  });
}
