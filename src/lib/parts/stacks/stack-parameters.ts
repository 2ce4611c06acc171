import { createHash } from 'node:crypto';
import type { Cluster, StreamRegion } from '../../cluster/cluster.js';
import type { Peer } from '../../detector/running/detector-settings.js';
import { usageError } from '../../errors.js';
import type { Outputs } from '../part.js';
import { formerKeys } from './former-keys.js';

/** Parameters by name; undefined for one that takes an output which the deployment has yet to make. */
export type Parameters = Readonly<Record<string, string | undefined>>;

/** What the templates call the regions, in the cluster file's order. */
const ORDINALS = ['RegionOne', 'RegionTwo'] as const;

/**
 * @throws CvsError REGION_COUNT when the cluster has other than the two regions that the templates take
 */
export function checkRegionCount(cluster: Cluster): void {
  if (cluster.regions.length === ORDINALS.length) return;
  throw usageError(
    'REGION_COUNT',
    `Cluster ${cluster.name} has ${cluster.regions.length} regions; the templates take ${ORDINALS.length}.`,
    'List two regions in the cluster file.',
  );
}

export function detectorParameters(cluster: Cluster, member: StreamRegion): Parameters {
  const { durationMultiplier, staleTolerance, changeDetect } = cluster.detector;
  return {
    DistributionDomain: member.distributionDomain,
    DistributionPlaylistUrl: member.distributionPlaylistUrl,
    OriginPlaylistUrl: member.originPlaylistUrl,
    Peers: JSON.stringify(peersOf(cluster, member)),
    SPDName: `${cluster.name}-${member.region}`,
    SPDDurationMultiplier: String(durationMultiplier),
    SPDStaleTolerance: String(staleTolerance),
    SPDChangeDetect: changeDetect,
    SPDQualityKey: cluster.detector.qualityKey ?? '',
    OtherPublisherArn: cluster.detector.otherPublisherArn ?? '',
    AlarmTopicArn: member.alarmTopicArn ?? '',
    PermissionsBoundaryArn: cluster.permissionsBoundaryArn ?? '',
  };
}

/** The streams that the detector of a region observes beside its own. */
function peersOf({ regions }: Cluster, member: StreamRegion): Peer[] {
  return regions
    .filter((one) => one !== member)
    .map(({ region, distributionDomain, originPlaylistUrl }) => ({ region, distributionDomain, originPlaylistUrl }));
}

/** @param deployed what the stack was deployed with last */
export function copilotParameters(
  cluster: Cluster,
  reroutes: Outputs,
  deployed: Readonly<Record<string, string>> = {},
): Parameters {
  return {
    ClusteredVideoStreamName: cluster.name,
    ...perRegion(cluster, '', (member) => member.region),
    ...perRegion(cluster, 'DistributionDomain', (member) => member.distributionDomain),
    MasterPlaylistKey: cluster.masterPlaylist.key,
    AutomaticFailover: cluster.failover.automatic,
    HoldDown: String(cluster.failover.holdDown),
    CredentialOrigins: hashed(credentialOrigins(cluster)),
    RerouteMap: reroutes.RerouteMap,
    FormerKeys: formerKeys(cluster, deployed).join(),
    PermissionsBoundaryArn: cluster.permissionsBoundaryArn ?? '',
  };
}

export function instanceParameters(cluster: Cluster, member: StreamRegion, detectorOutputs: Outputs): Parameters {
  return {
    ClusteredVideoStreamName: cluster.name,
    ...perRegion(cluster, '', (one) => one.region),
    CloudfrontDistributionId: member.distributionId,
    DistributionDomain: member.distributionDomain,
    PlaylistAlertTopicArn: detectorOutputs.TopicArn,
    ObservationTopicArn: detectorOutputs.ObservationTopicArn,
    AlarmTopicArn: member.alarmTopicArn ?? '',
    PermissionsBoundaryArn: cluster.permissionsBoundaryArn ?? '',
  };
}

/**
 * @param instanceOutputs of the instance stack of a region
 * @param createStateTable false where an earlier deployment left the table
 */
export function clusterParameters(
  cluster: Cluster,
  instanceOutputs: (region: string) => Outputs,
  copilotOutputs: Outputs,
  createStateTable: boolean,
): Parameters {
  const fromInstance = (name: string) => (member: StreamRegion) => instanceOutputs(member.region)[name];
  return {
    ClusteredVideoStreamName: cluster.name,
    CreateStateTable: createStateTable ? 'yes' : 'no',
    ...perRegion(cluster, '', (member) => member.region),
    ...perRegion(cluster, 'CloudfrontDistributionId', fromInstance('CloudfrontDistributionId')),
    ...perRegion(cluster, 'OriginAccessControl', fromInstance('OriginAccessControl')),
    ...perRegion(cluster, 'MasterPlaylistBucket', fromInstance('MasterPlaylistBucket')),
    CopilotLambdaArn: copilotOutputs.CopilotLambdaArn,
    CopilotLambdaVersion: copilotOutputs.CopilotLambdaVersion,
    CredentialOrigins: credentialOrigins(cluster),
    DeletionProtection: cluster.stateTable?.deletionProtection ? 'yes' : 'no',
    ViewerDomainName: cluster.masterPlaylist.domainName ?? '',
    ViewerCertificateArn: cluster.masterPlaylist.certificateArn ?? '',
  };
}

/**
 * Tags of every stack, which CloudFormation hands on to each resource that takes tags: the user's, and whose cluster and
 * which version of the templates it is.
 */
export function stackTags(cluster: Cluster): Readonly<Record<string, string>> {
  return { ...cluster.tags, 'cvs:cluster': cluster.name, 'cvs:version': cluster.assets.version };
}

function credentialOrigins({ players }: Cluster): string {
  return players?.credentialOrigins?.join(',') ?? '';
}

/** A setting behind its hash: the description of the copilot's version has no room for the setting itself. */
function hashed(setting: string): string {
  const hash = setting === '' ? 'none' : createHash('sha256').update(setting).digest('hex').slice(0, 12);
  return `${hash}#${setting}`;
}

function perRegion(cluster: Cluster, suffix: string, value: (member: StreamRegion) => string | undefined): Parameters {
  return Object.fromEntries(
    ORDINALS.flatMap((ordinal, index) => {
      const member = cluster.regions[index];
      return member ? [[`${ordinal}${suffix}`, value(member)]] : [];
    }),
  );
}
