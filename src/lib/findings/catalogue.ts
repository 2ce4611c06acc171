import { ACCOUNT } from './account.js';
import { DELIVERY } from './delivery.js';
import { DEPLOYMENT } from './deployment.js';
import type { Entry, Section } from './finding.js';
import { LOW_LATENCY } from './low-latency.js';
import { MASTER_PLAYLIST } from './master-playlist.js';
import { MEDIA_PLAYLIST } from './media-playlist.js';
import { REGIONS } from './regions.js';
import { RETRIEVAL } from './retrieval.js';
import { STEERING } from './steering.js';
import { STREAM } from './stream.js';

/**
 * Every finding that `cvs playlist check`, the detector and `cvs doctor` can raise. A new finding is an entry in one of
 * these sections; `npm run docs` writes it into the tables of the documents.
 */
export const SECTIONS: readonly Section[] = [
  MASTER_PLAYLIST,
  STEERING,
  RETRIEVAL,
  STREAM,
  MEDIA_PLAYLIST,
  REGIONS,
  LOW_LATENCY,
  DELIVERY,
  ACCOUNT,
  DEPLOYMENT,
];

const ENTRIES = {
  ...MASTER_PLAYLIST.entries,
  ...STEERING.entries,
  ...RETRIEVAL.entries,
  ...STREAM.entries,
  ...MEDIA_PLAYLIST.entries,
  ...REGIONS.entries,
  ...LOW_LATENCY.entries,
  ...DELIVERY.entries,
  ...ACCOUNT.entries,
  ...DEPLOYMENT.entries,
};

/** Stable, in lower case with hyphens: scripts and alarms may depend on it. */
export type FindingId = keyof typeof ENTRIES;

export const CATALOGUE: Readonly<Record<FindingId, Entry>> = ENTRIES;
