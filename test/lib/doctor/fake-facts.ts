import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import type { DoctorFacts } from '../../../src/lib/doctor/facts.js';
import type { Permission, Permissions, Purpose } from '../../../src/lib/doctor/permissions/permission.js';
import type { MediaPlaylist } from '../../../src/lib/hls/media-playlist.js';
import { readMediaPlaylist } from '../../../src/lib/hls/read-media-playlist.js';
import type { StreamReport } from '../../../src/lib/init/inspect-stream.js';
import { NO_MAP } from '../../../src/lib/reroute/find-reroutes.js';
import { NO_REROUTES } from '../../../src/lib/reroute/reroute-map.js';
import type { ClusterStatus, RegionStatus } from '../../../src/lib/status/cluster-status.js';
import { exampleCluster } from '../../support/example-cluster.js';

const example = exampleCluster();
/** Its alarms notify a topic in each region. */
const cluster = {
  ...example,
  regions: example.regions.map((member) => ({
    ...member,
    alarmTopicArn: `arn:aws:sns:${member.region}:123456789012:on-call`,
  })),
};
export const COPILOT = 'arn:aws:lambda:us-east-1:123456789012:function:spring-final-copilot-Copilot-1';

/** Settings of a distribution whose edges let go of errors at once, and of a request after these attempts. */
export function lettingGo(attempts = 1, responseTimeoutS = 12): Partial<DistributionConfig> {
  const errors = [500, 502, 503, 504].map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 }));
  const origin = {
    Id: 'packager',
    DomainName: 'packager.example',
    ConnectionAttempts: attempts,
    ConnectionTimeout: 2,
    CustomOriginConfig: {
      HTTPPort: 80,
      HTTPSPort: 443,
      OriginProtocolPolicy: 'https-only' as const,
      OriginReadTimeout: responseTimeoutS,
    },
  };
  return {
    Origins: { Quantity: 1, Items: [origin] },
    CustomErrorResponses: { Quantity: errors.length, Items: errors },
  };
}

/** A distribution's config with the copilot on its one behavior, and the behavior's other settings. */
export function config(behavior: object = {}, rest: object = {}): DistributionConfig {
  return {
    Enabled: true,
    ...lettingGo(),
    DefaultCacheBehavior: {
      TargetOriginId: 'packager',
      MinTTL: 0,
      DefaultTTL: 1,
      MaxTTL: 60,
      LambdaFunctionAssociations: {
        Quantity: 1,
        Items: [{ EventType: 'origin-request', LambdaFunctionARN: `${COPILOT}:7` }],
      },
      ...behavior,
    },
    ...rest,
  } as unknown as DistributionConfig;
}

/** A media playlist of three 6 s segments from a sequence number on, of which the first tells its date. */
export function media(changes: Partial<MediaPlaylist> = {}, firstSequence = 100, firstMs = 600_000): MediaPlaylist {
  const segments = [0, 1, 2].map((index) => `#EXTINF:6,\n${firstSequence + index}.ts`);
  const text = [
    '#EXTM3U',
    '#EXT-X-TARGETDURATION:6',
    `#EXT-X-MEDIA-SEQUENCE:${firstSequence}`,
    `#EXT-X-PROGRAM-DATE-TIME:${new Date(firstMs).toISOString()}`,
    ...segments,
  ].join('\n');
  return { ...readMediaPlaylist(text, 'https://d1.example/video.m3u8'), ...changes };
}

/** A live stream on the same timeline in every region. */
export function stream({ region, distributionPlaylistUrl }: StreamRegion, changes: Partial<StreamReport> = {}) {
  return {
    region,
    url: distributionPlaylistUrl,
    rungs: 3,
    renditions: 1,
    media: media(),
    newestAgeS: 4,
    master: { region, url: distributionPlaylistUrl, text: '#EXTM3U\n' },
    mediaUrl: distributionPlaylistUrl.replace('index', 'video'),
    ...changes,
  } satisfies StreamReport;
}

/** What IAM says of a caller who may do everything; tests deny some of it. */
export function simulated(isDenied: (permission: Omit<Permission, 'allowed'>) => boolean = () => false): Permissions {
  const actions: [Purpose, string[]][] = [
    ['look', ['cloudformation:DescribeStacks', 's3:ListBucket']],
    ['fail-over', ['dynamodb:GetItem', 'dynamodb:UpdateItem']],
    ['deploy', ['cloudformation:CreateChangeSet', 'cloudfront:ListDistributions', 's3:PutObject']],
    ['resources', ['lambda:CreateFunction', 'lambda:GetFunction']],
  ];
  const all = actions.flatMap(([purpose, names]) =>
    names.map((action) => ({ purpose, action, resource: `arn:of:${action.split(':')[0]}` })),
  );
  return { how: 'simulated', seen: all.map((one) => ({ ...one, allowed: !isDenied(one) })), unseen: [] };
}

/** The status of a cluster after a deployment. */
export function status(changes: Partial<RegionStatus> = {}, stackStatus = 'CREATE_COMPLETE'): ClusterStatus {
  const stack = (stackName: string, region: string) => ({
    stackName,
    region,
    template: stackName,
    status: { known: true as const, value: stackStatus },
  });
  return {
    cluster: cluster.name,
    at: '2026-01-01T00:00:00Z',
    history: { known: true, value: [] },
    replicas: [],
    liveEdges: [],
    regions: cluster.regions.map(({ region, distributionDomain }) => ({
      region,
      distributionDomain,
      stacks: [stack('spring-final-stale-playlist-detector', region)],
      distribution: {
        known: true,
        value: { enabled: true, deployed: true, copilot: 'attached', version: '7', latestVersion: '7' },
      },
      serving: { known: true, value: { state: 'open', servesNevertheless: false } },
      freshness: { known: true, value: { freshness: 'fresh', ageS: 20, observers: [] } },
      masterPlaylist: { known: true, value: { status: 'current', detail: '' } },
      ...changes,
    })) as unknown as RegionStatus[],
    sharedStacks: [stack('spring-final-copilot', 'us-east-1')],
    masterPlaylistUrl: { known: true, value: 'https://d9.cloudfront.net/playlist.m3u8' },
    stateTable: { known: true, value: { replica: 'eu-west-1', unanswered: [] } },
  } as ClusterStatus;
}

/** Facts of which every check says that all is well; tests change what they are about. */
export function fakeFacts(changes: Partial<DoctorFacts> = {}): DoctorFacts {
  return {
    cluster,
    caller: async () => ({ account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ann' }),
    clockAheadS: async () => 0,
    regionProblem: async () => undefined,
    permissions: async () => simulated(),
    alarmTopic: async () => ({ kind: 'reached', subscribers: 2 }),
    assetBucket: async (region) => ({ bucket: `elementalrodeo99-${region}`, region, exists: true }),
    distribution: async ({ distributionId, distributionDomain }) => ({
      Id: distributionId,
      ARN: `arn:aws:cloudfront::123456789012:distribution/${distributionId}`,
      DomainName: distributionDomain,
      Status: 'Deployed',
      LastModifiedTime: new Date(0),
      InProgressInvalidationBatches: 0,
      DistributionConfig: config(),
    }),
    unknownSettings: async () => [],
    masterName: async () => undefined,
    cachePolicy: async () => ({ Name: 'live', MinTTL: 0, DefaultTTL: 1, MaxTTL: 60 }),
    stream: async (member) => stream(member),
    originAccess: async () => ({ kind: 'open' }),
    protection: async () => ({ seen: true, found: [], passedOn: [] }),
    delivery: async ({ distributionPlaylistUrl }) => ({
      url: distributionPlaylistUrl,
      lifetimeS: 3,
      allowOrigin: '*',
      atOrigin: false,
    }),
    playlistUrl: async ({ distributionPlaylistUrl }) => distributionPlaylistUrl.replace('index', 'video'),
    asPlayer: async () => ({ status: 200, problem: undefined }),
    mergeWarnings: async () => [],
    quotas: async () => ({ stackLimit: 2000, concurrentExecutions: 1000 }),
    status: async () => status(),
    replicas: async () => ({ compared: ['eu-west-1', 'eu-west-2'], differences: [], unanswered: [] }),
    isCurrent: async () => true,
    copilotArn: async () => COPILOT,
    formerCopilots: async () => new Set(),
    copilotsElsewhere: async () => [],
    reroutes: async () => ({
      found: { map: NO_REROUTES, ways: [{ from: 'eu-west-1', to: 'eu-west-2', possible: true, lag: 1 }] },
      deployed: NO_MAP,
    }),
    ...changes,
  };
}
