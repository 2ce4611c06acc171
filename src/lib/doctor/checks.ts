import type { Check } from './check.js';
import { assetBuckets } from './checks/asset-buckets.js';
import { clock } from './checks/clock.js';
import { copilotAttached } from './checks/copilot-attached.js';
import { copilotSlot } from './checks/copilot-slot.js';
import { cors } from './checks/cors.js';
import { credentials } from './checks/credentials.js';
import { deployedVersion } from './checks/deployed-version.js';
import { detectorHeartbeat } from './checks/detector-heartbeat.js';
import { distributions } from './checks/distributions.js';
import { errorCaching } from './checks/error-caching.js';
import { hostNames } from './checks/host-names.js';
import { ladders } from './checks/ladders.js';
import { operatorsIntent } from './checks/operators-intent.js';
import { permissions } from './checks/permissions.js';
import { playlistAge } from './checks/playlist-age.js';
import { playlistTtl } from './checks/playlist-ttl.js';
import { publishedMaster } from './checks/published-master.js';
import { quotas } from './checks/quotas.js';
import { regions } from './checks/regions.js';
import { stacks } from './checks/stacks.js';
import { streams } from './checks/streams.js';
import { timelines } from './checks/timelines.js';

/** Every check, in the order in which they are shown. One cause that several checks cannot look for is told by the first. */
export const CHECKS: readonly Check[] = [
  credentials,
  clock,
  regions,
  permissions,
  quotas,
  assetBuckets,
  streams,
  ladders,
  timelines,
  hostNames,
  distributions,
  copilotSlot,
  playlistTtl,
  playlistAge,
  errorCaching,
  cors,
  stacks,
  deployedVersion,
  copilotAttached,
  publishedMaster,
  detectorHeartbeat,
  operatorsIntent,
];
