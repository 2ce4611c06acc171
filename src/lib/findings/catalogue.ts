import { ACCOUNT } from './account.js';
import { DELIVERY } from './delivery.js';
import { DEPLOYMENT } from './deployment.js';
import { DISTRIBUTIONS } from './distributions.js';
import type { Entry, IdOf } from './finding.js';
import { LOW_LATENCY } from './low-latency.js';
import { MASTER_PLAYLIST } from './master-playlist.js';
import { MEDIA_PLAYLIST } from './media-playlist.js';
import { PROTECTION } from './protection.js';
import { REGIONS } from './regions.js';
import { RETRIEVAL } from './retrieval.js';
import { STEERING } from './steering.js';
import { STREAM } from './stream.js';
import { VERIFY } from './verify.js';

/**
 * Every finding that `cvs playlist check`, the detector and `cvs doctor` can raise. A new finding is an entry in one of
 * these sections; `npm run docs` writes it into the tables of the documents.
 */
export const SECTIONS = [
  MASTER_PLAYLIST,
  STEERING,
  RETRIEVAL,
  STREAM,
  MEDIA_PLAYLIST,
  REGIONS,
  LOW_LATENCY,
  DELIVERY,
  PROTECTION,
  ACCOUNT,
  DISTRIBUTIONS,
  DEPLOYMENT,
  VERIFY,
] as const;

/** Stable, in lower case with hyphens: scripts and alarms may depend on it. */
export type FindingId = IdOf<(typeof SECTIONS)[number]>;

export const CATALOGUE: Readonly<Record<FindingId, Entry>> = Object.assign({}, ...SECTIONS.map((one) => one.entries));
