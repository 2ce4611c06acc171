/**
 * The last part of a path, below the folder of a region's playlist, at which the copilot says from which region's origin the
 * distribution serves, and from which it can: `{"region":"eu-west-1","servesFrom":"eu-west-2","canServeFrom":["eu-west-2"]}`.
 */
export const SERVES_NAME = 'cvs-serves.json';

/** What it says. */
export interface ServesAnswer {
  region: string;
  servesFrom: string;
  /** The regions to whose origin a mapping was deployed. */
  canServeFrom: readonly string[];
}
