import type { Check } from '../check.js';
import { alarmTopics } from './account/alarm-topics.js';
import { assetBuckets } from './asset-buckets.js';
import { cors } from './browsers/cors.js';
import { masterCors } from './browsers/master-cors.js';
import { originHeader } from './browsers/origin-header.js';
import { preflights } from './browsers/preflights.js';
import { clock } from './clock.js';
import { clusterName } from './cluster-name.js';
import { copilotAttached } from './copilot-attached.js';
import { copilotSlot } from './copilot-slot.js';
import { credentials } from './credentials.js';
import { deliveryDirectives } from './delivery-directives.js';
import { deployedVersion } from './deployed-version.js';
import { detectorHeartbeat } from './detector-heartbeat.js';
import { copilotElsewhere } from './distribution/copilot-elsewhere.js';
import { distributionKind } from './distribution/distribution-kind.js';
import { masterName } from './distribution/master-name.js';
import { whoIsServed } from './distribution/who-is-served.js';
import { distributions } from './distributions.js';
import { errorCaching } from './error-caching.js';
import { hostNames } from './host-names.js';
import { lettingGo } from './letting-go.js';
import { operatorsIntent } from './operators-intent.js';
import { permissions } from './permissions.js';
import { playlistAge } from './playlist-age.js';
import { playlistTtl } from './playlist-ttl.js';
import { publishedMaster } from './published-master.js';
import { quotas } from './quotas.js';
import { regions } from './regions.js';
import { replicas } from './replicas.js';
import { reroutes } from './reroutes.js';
import { stacks } from './stacks.js';
import { ladders } from './streams/ladders.js';
import { origins } from './streams/origins.js';
import { protection } from './streams/protection.js';
import { streams } from './streams/streams.js';
import { timelines } from './streams/timelines.js';

/** Every check, in the order in which they are shown. One cause that several checks cannot look for is told by the first. */
export const CHECKS: readonly Check[] = [
  credentials,
  clock,
  regions,
  permissions,
  clusterName,
  quotas,
  alarmTopics,
  assetBuckets,
  streams,
  origins,
  protection,
  ladders,
  timelines,
  reroutes,
  hostNames,
  distributions,
  distributionKind,
  whoIsServed,
  copilotSlot,
  playlistTtl,
  playlistAge,
  deliveryDirectives,
  errorCaching,
  lettingGo,
  cors,
  preflights,
  originHeader,
  masterName,
  stacks,
  deployedVersion,
  copilotAttached,
  copilotElsewhere,
  publishedMaster,
  masterCors,
  replicas,
  detectorHeartbeat,
  operatorsIntent,
];
