import type { MasterPlaylist } from '../../hls/master-entries.js';

/** The playlists that are merged, the first region's first. */
export type Masters = readonly [MasterPlaylist, ...MasterPlaylist[]];

/** What a merge tells the operator, gathered on the way. */
export interface Notes {
  /** What was changed on purpose, a line each. */
  changes: string[];
  /** What the merge let pass though it may hurt players. */
  warnings: string[];
  /** Where a region's URIs are made for one viewer. */
  personal: string[];
  /** Rungs and renditions that a region lacks. */
  leftOut: number;
}
