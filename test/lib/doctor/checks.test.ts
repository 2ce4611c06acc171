import type { CachePolicyConfig, CachePolicyQueryStringBehavior } from '@aws-sdk/client-cloudfront';
import { describe, expect, test } from '@jest/globals';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import type { FindingStatus } from '../../../src/lib/doctor/check.js';
import { CHECKS } from '../../../src/lib/doctor/checks/all-checks.js';
import { examine } from '../../../src/lib/doctor/examine.js';
import type { DoctorFacts } from '../../../src/lib/doctor/facts.js';
import type { Permission, Permissions } from '../../../src/lib/doctor/permissions/permission.js';
import type { DistributionDelivery } from '../../../src/lib/doctor/read-delivery.js';
import { CvsError } from '../../../src/lib/errors.js';
import { CATALOGUE, type FindingId } from '../../../src/lib/findings/catalogue.js';
import type { MediaPlaylist } from '../../../src/lib/hls/media-playlist.js';
import type { ProtectionKind } from '../../../src/lib/hls/protection/protection.js';
import { NO_MAP } from '../../../src/lib/reroute/find-reroutes.js';
import { NO_REROUTES } from '../../../src/lib/reroute/reroute-map.js';
import type { FreshnessStatus, Known } from '../../../src/lib/status/cluster-status.js';
import { exampleCluster } from '../../support/example-cluster.js';
import { config, fakeFacts, lettingGo, media, simulated, status, stream } from './fake-facts.js';

const refuse = (message: string) => async () => {
  throw new CvsError({ code: 'X', message, suggestions: ['do that'] });
};
const problem =
  (where: string, code: string, message: string): DoctorFacts['regionProblem'] =>
  async (region) =>
    region === where ? new CvsError({ code, message }) : undefined;
const distribution =
  (changes: object): DoctorFacts['distribution'] =>
  async (member) => ({ ...(await fakeFacts().distribution(member)), ...changes });
const delivered =
  (changes: Partial<DistributionDelivery>): DoctorFacts['delivery'] =>
  async ({ distributionPlaylistUrl: url }) => ({ url, atOrigin: false, ...changes });
const second = (changes: Parameters<typeof stream>[1]): Partial<DoctorFacts> => ({
  stream: async (member) => stream(member, member.region === 'eu-west-2' ? changes : {}),
});
/** A stream with reloads that wait, parts and delta updates. */
const lowLatency =
  (changes: Partial<MediaPlaylist> = {}): DoctorFacts['stream'] =>
  async (member) =>
    stream(member, { media: media({ canBlockReload: true, partTargetS: 0.5, canSkipUntilS: 36, ...changes }) });
const keyedBy = (...names: string[]) => {
  const ForwardedValues = { QueryString: true, QueryStringCacheKeys: { Quantity: names.length, Items: names } };
  return distribution({ DistributionConfig: config({ ForwardedValues }) });
};
const withPolicy = (more: object = {}) => distribution({ DistributionConfig: config({ CachePolicyId: 'p', ...more }) });
const policy = (behavior: CachePolicyQueryStringBehavior, ...names: string[]): CachePolicyConfig => ({
  Name: 'p',
  MinTTL: 0,
  ParametersInCacheKeyAndForwardedToOrigin: {
    EnableAcceptEncodingGzip: false,
    HeadersConfig: { HeaderBehavior: 'none' },
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: {
      QueryStringBehavior: behavior,
      QueryStrings: { Quantity: names.length, Items: names },
    },
  },
});
const protectedBy =
  (kind: ProtectionKind): DoctorFacts['protection'] =>
  async () => ({
    seen: true,
    found: [{ kind, where: 'in the query', url: 'https://d1.example/a.m3u8' }],
    passedOn: [],
  });
const deployedWith =
  (deployed: string | undefined): DoctorFacts['reroutes'] =>
  async () => ({ ...(await fakeFacts().reroutes()), deployed });
const notAlike: DoctorFacts['reroutes'] = async () => {
  const two = {
    from: 'eu-west-1',
    to: 'eu-west-2',
    possible: false,
    why: 'the init differs',
    remedy: 'do that',
  } as const;
  return { found: { map: NO_REROUTES, ways: [two] }, deployed: NO_MAP };
};
/** A cluster whose first region has an alarm topic. */
const notifying = (reach: Awaited<ReturnType<DoctorFacts['alarmTopic']>>): Partial<DoctorFacts> => {
  const { cluster } = fakeFacts();
  const regions = cluster.regions.map((member, index) =>
    index === 0 ? member : { ...member, alarmTopicArn: undefined },
  );
  return { cluster: { ...cluster, regions }, alarmTopic: async () => reach };
};
/** A cluster whose detectors read the distributions. */
const throughDistributions = (): Partial<DoctorFacts> => {
  const { cluster } = fakeFacts();
  const regions = cluster.regions.map((one) => ({ ...one, originPlaylistUrl: one.distributionPlaylistUrl }));
  return { cluster: { ...cluster, regions }, originAccess: refuse('not asked') };
};
/** A cluster whose players send credentials from these sites. */
const ofSites = (...credentialOrigins: string[]): Partial<DoctorFacts> => ({
  cluster: { ...fakeFacts().cluster, players: { credentialOrigins } },
});
const refusing = (problem: string): Partial<DoctorFacts> => ({ asPlayer: async () => ({ status: 403, problem }) });
const nothingDeployed = { status: async () => status({}, 'ABSENT') };

const unknown = { known: false, why: 'the region is silent' } as const;

/** What the own observer and another one say: seconds ago, what, and whether the observer is silent. */
function observed(...said: [ageS: number, said: 'fresh' | 'stale', silent: boolean][]): Known<FreshnessStatus> {
  const observers = said.map(([ageS, said, silent], index) => ({
    observer: `eu-west-${index + 1}`,
    said,
    ageS,
    ...(said === 'stale' ? { staleForS: 30 } : {}),
    silent,
    believed: !silent,
  }));
  return { known: true, value: { freshness: 'fresh', ageS: said[0]?.[0] ?? 0, observers } };
}

/** The own observer finds the stream stale, and why. */
function refused(detail: string): Known<FreshnessStatus> {
  const observer = { observer: 'eu-west-1', said: 'stale' as const, ageS: 5, silent: false, believed: true, detail };
  return { known: true, value: { freshness: 'stale', ageS: 5, observers: [observer] } };
}

/** The distributions, or the one of a region, with more in their configuration. */
function withKind(more: object, only?: string): DoctorFacts['distribution'] {
  return (member) => {
    const isMeant = only === undefined || only === member.region;
    return isMeant ? distribution({ DistributionConfig: config({}, more) })(member) : fakeFacts().distribution(member);
  };
}
const GERMANY = { Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Quantity: 1, Items: ['DE'] } } };

const ofName: Partial<DoctorFacts> = {
  cluster: {
    ...fakeFacts().cluster,
    masterPlaylist: { ...fakeFacts().cluster.masterPlaylist, domainName: 'live.example.com', certificateArn: 'arn:x' },
  },
};

type Case = [check: string, outcome: FindingStatus, message: RegExp, changes: Partial<DoctorFacts>];

/** Facts of a cluster whose URLs have this host. */
const withPlaylistHost = (host: string): Partial<DoctorFacts> => ({
  cluster: {
    ...fakeFacts().cluster,
    regions: fakeFacts().cluster.regions.map((one) => ({
      ...one,
      distributionPlaylistUrl: `https://${host}/${one.region}/index.m3u8`,
    })),
  },
});

const CASES: Case[] = [
  ['credentials', 'pass', /account 123456789012, as .*user\/ann/, {}],
  ['credentials', 'fail', /^no credentials$/, { caller: refuse('no credentials') }],

  ['protection', 'pass', /^none seen$/, {}],
  [
    'protection',
    'skip',
    /cannot be read at the distribution/,
    { protection: async () => ({ seen: false, found: [], passedOn: [] }) },
  ],
  [
    'protection',
    'fail',
    / has a signature of CloudFront in the query/,
    { protection: protectedBy('cloudfront-signed-url') },
  ],
  [
    'protection',
    'fail',
    / has a token in the manner of Akamai in the query/,
    { protection: protectedBy('akamai-token') },
  ],
  ['protection', 'fail', / has cookies that give access in the query/, { protection: protectedBy('access-cookies') }],
  ['protection', 'fail', /demands a signed URL.*is stale/, { protection: protectedBy('cloudfront-restricted') }],
  ['protection', 'fail', / has a session of AWS Elemental MediaTailor/, { protection: protectedBy('mediatailor') }],
  ['alarm-topics', 'skip', /^no region has an alarmTopicArn/, { cluster: exampleCluster() }],
  ['alarm-topics', 'pass', /^the topic has 2 subscriptions$/, notifying({ kind: 'reached', subscribers: 2 })],
  ['alarm-topics', 'fail', /^there is no topic arn:aws:sns:eu-west-1:123456789012:on-call$/, notifying(undefined)],
  ['alarm-topics', 'fail', /^the topic has a policy/, notifying({ kind: 'refused', why: 'has a policy', remedy: 'x' })],
  ['alarm-topics', 'warn', /^the topic has a key/, notifying({ kind: 'unsure', why: 'has a key', remedy: 'x' })],
  ['alarm-topics', 'warn', /^the topic has no/, notifying({ kind: 'unheard', why: 'has no confirmed subscription' })],
  [
    'alarm-topics',
    'skip',
    /^not seen: sns:GetTopicAttributes is denied/,
    {
      ...notifying(undefined),
      alarmTopic: async () => {
        throw new CvsError({ code: 'ACCESS_DENIED', message: 'no' });
      },
    },
  ],
  ['origins', 'pass', /^answers with a playlist$/, {}],
  ['origins', 'pass', /^read through the distribution/, throughDistributions()],
  [
    'origins',
    'fail',
    /^the origin answers 403$/,
    { originAccess: async () => ({ kind: 'cloudfront-only', why: 'answers 403' }) },
  ],
  [
    'origins',
    'fail',
    /^the origin answers 404$/,
    { originAccess: async () => ({ kind: 'unreadable', why: 'answers 404' }) },
  ],

  ['clock', 'pass', /within a second/, { clockAheadS: async () => -1 }],
  ['clock', 'warn', /30 s ahead of AWS’s/, { clockAheadS: async () => 30.2 }],
  ['clock', 'warn', /400 s behind AWS’s/, { clockAheadS: async () => -400 }],

  ['regions', 'pass', /^answers$/, {}],
  [
    'regions',
    'fail',
    /token is not valid here/,
    { regionProblem: problem('us-east-1', 'CREDENTIALS_INVALID', 'the token is not valid here') },
  ],
  ['regions', 'fail', /^not AWS$/, { regionProblem: problem('eu-west-2', 'NOT_AWS', 'not AWS') }],
  ['regions', 'fail', /^no answer$/, { regionProblem: problem('eu-west-2', 'AWS_UNREACHABLE', 'no answer') }],

  ['permissions', 'pass', /^to look .*: 2 actions allowed$/, {}],
  ['permissions', 'pass', /^for what CloudFormation does as the caller: 2 actions allowed$/, {}],
  [
    'permissions',
    'fail',
    /^for what CloudFormation does as the caller: denied lambda:CreateFunction on arn:of:lambda$/,
    {
      permissions: async () => {
        const all = simulated(({ action }) => action === 'lambda:CreateFunction');
        const seen = [...all.seen, { ...(all.seen.at(-1) as Permission), action: 'lambda:PublishVersion' }];
        return { ...all, seen };
      },
    },
  ],
  [
    'permissions',
    'fail',
    /^to look .*: denied cloudformation:DescribeStacks on arn:of:cloudformation$/,
    { permissions: async () => simulated(({ purpose }) => purpose === 'look') },
  ],
  [
    'permissions',
    'warn',
    /^this caller is not an operator: cvs failover and cvs drill would be refused$/,
    { permissions: async () => simulated(({ action }) => action === 'dynamodb:UpdateItem') },
  ],
  [
    'permissions',
    'warn',
    /^this caller is not a deployer/,
    { permissions: async () => simulated(({ purpose }) => purpose === 'deploy' || purpose === 'resources') },
  ],
  [
    'permissions',
    'fail',
    /^this caller is not a deployer/,
    { permissions: async () => simulated(({ purpose }) => purpose === 'deploy'), ...nothingDeployed },
  ],
  [
    'permissions',
    'warn',
    /^CloudFormation may not create the resources of the stacks as this caller$/,
    { permissions: async () => simulated(({ purpose }) => purpose === 'resources') },
  ],
  [
    'permissions',
    'warn',
    /^the policies of the caller may not be simulated; calls that change nothing were made instead/,
    {
      permissions: async () => ({
        how: 'probed',
        seen: [{ purpose: 'look', action: 'cloudformation:DescribeStacks', resource: 'eu-west-1', allowed: true }],
        unseen: [
          { purpose: 'fail-over', action: 'dynamodb:PutItem' },
          { purpose: 'fail-over', action: 'dynamodb:UpdateItem' },
          { purpose: 'resources', action: 'lambda:CreateFunction' },
        ],
      }),
    },
  ],
  [
    'permissions',
    'fail',
    /^to look .*: denied cloudformation:DescribeStacks in eu-west-1, us-east-1$/,
    {
      permissions: async () => ({
        how: 'probed',
        seen: ['eu-west-1', 'us-east-1'].map((resource) => ({
          purpose: 'look',
          action: 'cloudformation:DescribeStacks',
          resource,
          allowed: false,
        })),
        unseen: [],
      }),
    },
  ],

  ['quotas', 'pass', /2000 stacks, 1000 Lambda executions/, {}],
  ['quotas', 'warn', /Lambda may run 10 at a time/, { quotas: async () => ({ concurrentExecutions: 10 }) }],
  [
    'quotas',
    'warn',
    /Lambda may run 15 at a time: functions of the account reserve the rest of 1000/,
    { quotas: async () => ({ concurrentExecutions: 1000, unreservedExecutions: 15 }) },
  ],
  ['quotas', 'pass', /^an unknown number of stacks, an unknown/, { quotas: async () => ({}) }],
  ['quotas', 'warn', /allows 2 stacks, 4 are needed/, { quotas: async () => ({ stackLimit: 2 }) }],
  ['quotas', 'fail', /denied/, { quotas: refuse('access denied') }],

  ['asset-buckets', 'pass', /elementalrodeo99-eu-west-1/, {}],
  [
    'asset-buckets',
    'warn',
    /b-eu-west-2 does not exist yet/,
    { assetBucket: async (region) => ({ bucket: `b-${region}`, region, exists: region !== 'eu-west-2' }) },
  ],
  [
    'asset-buckets',
    'fail',
    /does not belong to account 123/,
    { assetBucket: refuse('The bucket b does not belong to account 123') },
  ],

  ['distributions', 'pass', /E1A2B3C4D5E6F7 is d111111abcdef8\.cloudfront\.net/, {}],
  [
    'distributions',
    'warn',
    /is being deployed \(InProgress\)/,
    { distribution: distribution({ Status: 'InProgress' }) },
  ],
  [
    'distributions',
    'fail',
    /is disabled/,
    { distribution: distribution({ DistributionConfig: config({}, { Enabled: false }) }) },
  ],
  [
    'distributions',
    'fail',
    /is d9\.cloudfront\.net, the cluster file says d111111abcdef8/,
    { distribution: distribution({ DomainName: 'd9.cloudfront.net' }) },
  ],
  [
    'distributions',
    'pass',
    /E1A2B3C4D5E6F7 is d111111abcdef8\.cloudfront\.net/,
    {
      ...withPlaylistHost('live.example.com'),
      distribution: distribution({ DistributionConfig: config({}, { Aliases: { Items: ['live.example.com'] } }) }),
    },
  ],
  [
    'distributions',
    'fail',
    /^live\.example\.com is neither d111111abcdef8\.cloudfront\.net nor an alias of E1A2B3C4D5E6F7$/,
    withPlaylistHost('live.example.com'),
  ],
  ['distributions', 'fail', /There is no distribution/, { distribution: refuse('There is no distribution E1.') }],

  ['copilot-slot', 'pass', /1 behavior/, {}],
  [
    'copilot-slot',
    'pass',
    /1 behavior/,
    { distribution: distribution({ DistributionConfig: config({ LambdaFunctionAssociations: { Quantity: 0 } }) }) },
  ],
  [
    'copilot-slot',
    'fail',
    /Default \(\*\) of E1A2B3C4D5E6F7 has arn:aws:lambda/,
    { copilotArn: async () => undefined },
  ],

  ['playlist-ttl', 'pass', /kept for 3 s \(target duration 6 s\)/, {}],
  ['playlist-ttl', 'warn', /kept for 20 s/, { delivery: delivered({ lifetimeS: 20 }) }],
  ['playlist-ttl', 'pass', /kept for 1 s/, { delivery: delivered({}) }],
  [
    'playlist-ttl',
    'fail',
    /kept for 86400 s/,
    {
      distribution: distribution({ DistributionConfig: config({ CachePolicyId: 'optimised' }) }),
      cachePolicy: async () => ({ Name: 'optimised', MinTTL: 1, DefaultTTL: 86_400, MaxTTL: 31_536_000 }),
      delivery: delivered({}),
    },
  ],
  [
    'playlist-ttl',
    'fail',
    /kept for 40 s/,
    {
      distribution: distribution({ DistributionConfig: config({ MinTTL: 40 }) }),
      delivery: delivered({ lifetimeS: 0 }),
    },
  ],

  [
    'playlist-ttl',
    'fail',
    /kept for 600 s/,
    {
      // The first behavior whose pattern matches is the one.
      distribution: distribution({
        DistributionConfig: config(
          {},
          {
            CacheBehaviors: {
              Items: [
                { PathPattern: '*.mpd', MinTTL: 0, DefaultTTL: 0, MaxTTL: 0 },
                { PathPattern: '*.m3u8', MinTTL: 600, DefaultTTL: 600, MaxTTL: 600 },
                { PathPattern: '/*', MinTTL: 0, DefaultTTL: 0, MaxTTL: 0 },
              ],
            },
          },
        ),
      }),
    },
  ],
  ['playlist-ttl', 'fail', /no answer/, { delivery: refuse('no answer') }],

  ['delivery-directives', 'pass', /^no reloads that wait/, {}],
  ['delivery-directives', 'fail', /^the cache key lacks _HLS_msn, _HLS_part$/, { stream: lowLatency() }],
  [
    'delivery-directives',
    'pass',
    /^the cache key has _HLS_msn, _HLS_part, _HLS_skip$/,
    { stream: lowLatency(), distribution: keyedBy('_HLS_skip', '_HLS_part', '_HLS_msn') },
  ],
  [
    'delivery-directives',
    'pass',
    /^the cache key has _HLS_msn$/,
    { stream: lowLatency({ partTargetS: undefined, canSkipUntilS: undefined }), distribution: keyedBy('_HLS_msn') },
  ],
  [
    'delivery-directives',
    'fail',
    /^the cache key lacks _HLS_part, _HLS_skip$/,
    { stream: lowLatency(), distribution: keyedBy('_HLS_msn') },
  ],
  [
    'delivery-directives',
    'fail',
    /^the cache key lacks _HLS_msn, _HLS_part$/,
    { stream: lowLatency(), distribution: withPolicy(), cachePolicy: async () => policy('none') },
  ],
  [
    'delivery-directives',
    'pass',
    /^the cache key has/,
    { stream: lowLatency(), distribution: withPolicy(), cachePolicy: async () => policy('allExcept', 'token') },
  ],
  [
    'delivery-directives',
    'pass',
    /^the cache key has/,
    // It is neither passed on nor in the key: whole playlists for everybody.
    {
      stream: lowLatency(),
      distribution: withPolicy(),
      cachePolicy: async () => policy('whitelist', '_HLS_msn', '_HLS_part'),
    },
  ],
  [
    'delivery-directives',
    'fail',
    /^the cache key lacks _HLS_skip$/,
    {
      stream: lowLatency(),
      distribution: withPolicy({ OriginRequestPolicyId: 'all-viewer' }),
      cachePolicy: async () => policy('whitelist', '_HLS_msn', '_HLS_part'),
    },
  ],
  ['delivery-directives', 'fail', /no answer/, { stream: refuse('no answer') }],

  ['playlist-age', 'pass', /^fresh from the origin \(no Age\)$/, {}],
  ['playlist-age', 'pass', /for 6 s \(target duration 6 s\)/, { delivery: delivered({ ageS: 6 }) }],
  ['playlist-age', 'warn', /has had its media playlist for 7 s/, { delivery: delivered({ ageS: 7 }) }],
  ['playlist-age', 'fail', /has had its media playlist for 31 s/, { delivery: delivered({ ageS: 31 }) }],
  ['playlist-age', 'skip', /^closed/, { delivery: delivered({ ageS: 31, atOrigin: true }) }],

  ['reroutes', 'pass', /eu-west-2 can stand in for it \(eu-west-2 is 1 segment behind\)/, {}],
  [
    'reroutes',
    'pass',
    /bears both; its edges hold on to its own origin for too long, see letting-go/,
    { distribution: distribution({ DistributionConfig: config({}, lettingGo(3, 30)) }) },
  ],
  ['reroutes', 'warn', /eu-west-2 cannot stand in for it, because the init differs/, { reroutes: notAlike }],
  ['reroutes', 'fail', /deployed with other origins or paths/, { reroutes: deployedWith('old#{}') }],
  ['reroutes', 'skip', /not deployed/, { reroutes: deployedWith(undefined) }],

  ['error-caching', 'pass', /kept for 10 s at most/, {}],
  [
    'error-caching',
    'warn',
    /kept for 300 s/,
    {
      distribution: distribution({
        DistributionConfig: config(
          {},
          { CustomErrorResponses: { Items: [{ ErrorCode: 404, ErrorCachingMinTTL: 300 }] } },
        ),
      }),
    },
  ],
  [
    'error-caching',
    'fail',
    /answers a 404 with the page \/index\.html and the status 200/,
    {
      distribution: distribution({
        DistributionConfig: config(
          {},
          {
            CustomErrorResponses: { Items: [{ ErrorCode: 404, ResponseCode: '200', ResponsePagePath: '/index.html' }] },
          },
        ),
      }),
    },
  ],

  ['error-caching', 'fail', /^no such distribution$/, { distribution: refuse('no such distribution') }],

  [
    'error-caching',
    'fail',
    /answers a 404 with the page \/404\.html and the status 404/,
    {
      distribution: withKind({
        CustomErrorResponses: { Items: [{ ErrorCode: 404, ResponseCode: '404', ResponsePagePath: '/404.html' }] },
      }),
    },
  ],

  ['distribution-kind', 'pass', /is a standard distribution/, {}],
  ['distribution-kind', 'fail', /multi-tenant/, { distribution: withKind({ ConnectionMode: 'tenant-only' }) }],
  ['distribution-kind', 'fail', /staging/, { distribution: withKind({ Staging: true }) }],
  [
    'distribution-kind',
    'fail',
    /^Default \(\*\) of \S+ takes gRPC requests/,
    { distribution: distribution({ DistributionConfig: config({ GrpcConfig: { Enabled: true } }) }) },
  ],
  ['distribution-kind', 'warn', /policy abc/, { distribution: withKind({ ContinuousDeploymentPolicyId: 'abc' }) }],
  ['distribution-kind', 'warn', /does not know: FutureConfig$/, { unknownSettings: async () => ['FutureConfig'] }],
  [
    'distribution-kind',
    'fail',
    /does not know: FutureConfig$/,
    { unknownSettings: async () => ['FutureConfig'], copilotArn: async () => undefined },
  ],

  ['distribution-kind', 'fail', /^no such distribution$/, { distribution: refuse('no such distribution') }],
  ['who-is-served', 'fail', /^no such distribution$/, { distribution: refuse('no such distribution') }],

  ['who-is-served', 'pass', /serves everybody/, {}],
  ['who-is-served', 'warn', /has the web ACL arn:acl$/, { distribution: withKind({ WebACLId: 'arn:acl' }) }],
  [
    'who-is-served',
    'pass',
    /has the web ACL arn:acl; the detector of eu-west-1 is served$/,
    {
      distribution: withKind({ WebACLId: 'arn:acl' }, 'eu-west-1'),
      status: async () => status({ freshness: observed([5, 'fresh', false], [2, 'fresh', false]) }),
    },
  ],
  ['who-is-served', 'warn', /serves DE only/, { distribution: withKind(GERMANY) }],
  [
    'who-is-served',
    'warn',
    /key group k1/,
    {
      distribution: distribution({
        DistributionConfig: config({ TrustedKeyGroups: { Enabled: true, Items: ['k1'] } }),
      }),
    },
  ],

  ['master-name', 'pass', /domainName is not set/, {}],
  ['master-name', 'pass', /^live\.example\.com$/, { ...ofName, masterName: async () => ({ unseen: [] }) }],
  [
    'master-name',
    'fail',
    /is an alternate domain name of E9 already/,
    {
      ...ofName,
      masterName: async () => ({
        problem: { id: 'domain-taken', message: 'live.example.com is an alternate domain name of E9 already' },
        unseen: [],
      }),
    },
  ],
  [
    'master-name',
    'skip',
    /not seen: acm/,
    { ...ofName, masterName: async () => ({ unseen: [new CvsError({ code: 'ACCESS_DENIED', message: 'acm' })] }) },
  ],

  ['letting-go', 'pass', /soon over/, {}],
  [
    'letting-go',
    'warn',
    /^errors 500, 502, 503 and 504 are kept for 10 s \(CloudFront’s default\)$/,
    { distribution: distribution({ DistributionConfig: config({}, { CustomErrorResponses: { Quantity: 0 } }) }) },
  ],
  [
    'letting-go',
    'warn',
    /^the origin packager has 6 s for an answer, and holds requests for up to 6 s$/,
    {
      stream: async (member) => stream(member, { media: media({ canBlockReload: true }) }),
      distribution: distribution({ DistributionConfig: config({}, lettingGo(1, 6)) }),
    },
  ],
  [
    'letting-go',
    'warn',
    /^a request to the origin packager may hang for 20 s \(2 × 10 s; target duration 6 s\)$/,
    { distribution: distribution({ DistributionConfig: config({}, lettingGo(2, 10)) }) },
  ],
  ['letting-go', 'fail', /no answer/, { stream: refuse('no answer') }],
  ['letting-go', 'fail', /^no such distribution$/, { distribution: refuse('no such distribution') }],

  ['cors', 'pass', /access-control-allow-origin: \*/, {}],
  ['cors', 'warn', /^no access-control/, { delivery: delivered({}) }],
  ['cors', 'skip', /^closed/, { delivery: delivered({ atOrigin: true }) }],
  [
    'cors',
    'pass',
    /: https:\/\/site.example, with credentials$/,
    { delivery: delivered({ allowOrigin: 'https://site.example', allowsCredentials: true }) },
  ],
  [
    'cors',
    'warn',
    /credentials: true with access-control-allow-origin: \*$/,
    { delivery: delivered({ allowOrigin: '*', allowsCredentials: true, refusesCredentials: true }) },
  ],
  [
    'cors',
    'warn',
    /^HTTP 404 comes without/,
    { delivery: delivered({ allowOrigin: '*', errorsLack: 'HTTP 404 comes without Access-Control-Allow-Origin' }) },
  ],
  ['cors', 'pass', /^with credentials, of https:\/\/site\.example$/, ofSites('https://site.example')],
  [
    'cors',
    'fail',
    /^access-control-allow-origin: \*: players of https:\/\/site\.example that send credentials cannot read it$/,
    { ...ofSites('https://site.example'), ...refusing('access-control-allow-origin: *') },
  ],
  ['preflights', 'pass', /CMCD and Authorization/, {}],
  ['preflights', 'warn', /^OPTIONS answers 403: players that send CMCD/, refusing('OPTIONS answers 403')],
  ['origin-header', 'pass', /does not name several/, ofSites('https://a.example')],
  [
    'origin-header',
    'warn',
    /names https:\/\/a\.example, and not https:\/\/b\.example$/,
    ofSites('https://a.example', 'https://b.example'),
  ],
  [
    'origin-header',
    'pass',
    /passes on Origin/,
    {
      ...ofSites('https://a.example', 'https://b.example'),
      distribution: distribution({
        DistributionConfig: config({ ForwardedValues: { Headers: { Quantity: 1, Items: ['Origin'] } } }),
      }),
    },
  ],
  ['master-cors', 'pass', /^players of any site$/, {}],
  ['master-cors', 'pass', /^players with credentials, of https:\/\/a\.example$/, ofSites('https://a.example')],
  ['master-cors', 'skip', /nothing is deployed/, nothingDeployed],
  [
    'master-cors',
    'fail',
    /^https:\/\/d9\.cloudfront\.net\/playlist\.m3u8: no access-control-allow-origin: players in browsers cannot read it$/,
    refusing('no access-control-allow-origin'),
  ],
  ['cors', 'fail', /no answer/, { delivery: refuse('no answer') }],

  ['streams', 'pass', /live, 3 rungs, 1 rendition, target duration 6 s, newest segment 4 s old/, {}],
  ['streams', 'pass', /^closed; at its origin: live/, second({ url: 'https://origin.example/index.m3u8' })],
  ['streams', 'warn', /newest segment is 90 s old/, second({ newestAgeS: 90 })],
  ['streams', 'fail', /has ended/, second({ media: media({ ended: true }) })],

  ['ladders', 'pass', /in each region/, {}],
  ['ladders', 'warn', /^bandwidths were levelled$/, { mergeWarnings: async () => ['bandwidths were levelled'] }],
  ['ladders', 'fail', /lacks a rung/, { mergeWarnings: refuse('eu-west-2 lacks a rung') }],

  ['timelines', 'pass', /eu-west-1 and eu-west-2 agree/, {}],
  [
    'timelines',
    'warn',
    /have no EXT-X-PROGRAM-DATE-TIME in common/,
    second({
      media: media({ segments: media().segments.map((one) => ({ ...one, startMs: undefined })) }),
    }),
  ],
  ['timelines', 'warn', /cut their segments 0.50 s apart/, second({ media: media({}, 100, 600_500) })],
  ['timelines', 'warn', /eu-west-1 is 24.00 s behind/, second({ media: media({}, 104, 624_000) })],
  ['timelines', 'fail', /target durations of 6 s and 4 s/, second({ media: media({ targetDuration: 4 }) })],
  ['timelines', 'fail', /number the same moment 102 and 142/, second({ media: media({}, 140) })],
  [
    'timelines',
    'fail',
    /only one has EXT-X-MAP \(fMP4\)/,
    second({ media: media({ segments: media().segments.map((one) => ({ ...one, initUrl: 'i.mp4' })) }) }),
  ],
  [
    'timelines',
    'fail',
    /count 0 and 2 discontinuities/,
    second({ media: media({ segments: media().segments.map((one) => ({ ...one, discontinuitySequence: 2 })) }) }),
  ],

  ['cluster-name', 'pass', /^spring-final$/, {}],
  [
    'cluster-name',
    'warn',
    /^championship-of-the-spring-2026 has 31 characters, and 26 are the most/,
    { cluster: { ...fakeFacts().cluster, name: 'championship-of-the-spring-2026' } },
  ],

  ['replicas', 'pass', /^eu-west-1 and eu-west-2$/, {}],
  ['replicas', 'skip', /nothing is deployed/, nothingDeployed],
  [
    'replicas',
    'warn',
    /^no answer$/,
    {
      replicas: async () => ({
        compared: ['eu-west-1'],
        differences: [],
        unanswered: [{ region: 'eu-west-2', why: 'no answer' }],
      }),
    },
  ],
  [
    'replicas',
    'fail',
    /^the distribution item of d1: eu-west-1 says closed, eu-west-2 says open$/,
    {
      replicas: async () => ({
        compared: ['eu-west-1', 'eu-west-2'],
        differences: [
          {
            domain: 'd1',
            item: 'distribution',
            says: [
              { region: 'eu-west-1', text: 'closed' },
              { region: 'eu-west-2', text: 'open' },
            ],
          },
        ],
        unanswered: [],
      }),
    },
  ],

  ['host-names', 'pass', /d111111abcdef8\.cloudfront\.net/, {}],
  ['host-names', 'fail', /video\.example\.com is the host of eu-west-1 too/, withPlaylistHost('video.example.com')],

  ['stacks', 'pass', /spring-final-copilot/, {}],
  ['stacks', 'skip', /nothing is deployed/, nothingDeployed],
  ['stacks', 'warn', /UPDATE_IN_PROGRESS/, { status: async () => status({}, 'UPDATE_IN_PROGRESS') }],
  ['stacks', 'warn', /last update failed/, { status: async () => status({}, 'UPDATE_ROLLBACK_COMPLETE') }],
  [
    'stacks',
    'warn',
    /^spring-final-copilot: the region is silent$/,
    {
      status: async () => {
        const all = status();
        return { ...all, sharedStacks: all.sharedStacks.map((one) => ({ ...one, status: unknown })) };
      },
    },
  ],
  ['stacks', 'fail', /is ROLLBACK_COMPLETE/, { status: async () => status({}, 'ROLLBACK_COMPLETE') }],
  [
    'stacks',
    'fail',
    /spring-final-copilot is not there/,
    {
      status: async () => {
        const all = status();
        return {
          ...all,
          sharedStacks: all.sharedStacks.map((one) => ({ ...one, status: { known: true, value: 'ABSENT' } })),
        };
      },
    },
  ],

  ['deployed-version', 'pass', /are this version’s/, {}],
  ['deployed-version', 'skip', /nothing is deployed/, nothingDeployed],
  [
    'deployed-version',
    'warn',
    /spring-final-copilot has another template or code/,
    { isCurrent: async ({ template }) => template !== 'copilot' },
  ],
  ['deployed-version', 'fail', /denied/, { isCurrent: refuse('access denied') }],

  ['copilot-attached', 'pass', /version 7/, {}],
  ['copilot-attached', 'skip', /nothing is deployed/, nothingDeployed],
  [
    'copilot-attached',
    'warn',
    /version 6 is attached and 7 is deployed/,
    {
      status: async () =>
        status({
          distribution: {
            known: true,
            value: { enabled: true, deployed: true, copilot: 'attached', version: '6', latestVersion: '7' },
          },
        }),
    },
  ],
  [
    'copilot-attached',
    'fail',
    /the copilot is absent on the distribution of eu-west-1: closing it has no effect/,
    {
      status: async () =>
        status({ distribution: { known: true, value: { enabled: true, deployed: true, copilot: 'absent' } } }),
    },
  ],

  ['copilot-attached', 'warn', /^the region is silent$/, { status: async () => status({ distribution: unknown }) }],

  ['copilot-elsewhere', 'pass', /no other distribution/, {}],
  ['copilot-elsewhere', 'skip', /may not list/, { copilotsElsewhere: async () => undefined }],
  [
    'copilot-elsewhere',
    'warn',
    /^E9 \(d9.example\), which the cluster file does not name, still runs the copilot of spring-final$/,
    { copilotsElsewhere: async () => [{ id: 'E9', domain: 'd9.example' }] },
  ],

  ['published-master', 'pass', /^current$/, {}],
  ['published-master', 'skip', /nothing is deployed/, nothingDeployed],
  [
    'published-master',
    'warn',
    /stream does not answer/,
    {
      status: async () =>
        status({ masterPlaylist: { known: true, value: { status: 'unknown', detail: 'the stream does not answer' } } }),
    },
  ],
  [
    'published-master',
    'fail',
    /outdated: a rung is new/,
    {
      status: async () =>
        status({ masterPlaylist: { known: true, value: { status: 'outdated', detail: 'a rung is new' } } }),
    },
  ],

  ['published-master', 'warn', /^the region is silent$/, { status: async () => status({ masterPlaylist: unknown }) }],

  ['detector-heartbeat', 'pass', /fresh, 20 s ago/, {}],
  ['detector-heartbeat', 'skip', /nothing is deployed/, nothingDeployed],
  [
    'detector-heartbeat',
    'warn',
    /the detector has not reported \(last: never\)/,
    { status: async () => status({ freshness: { known: true, value: { freshness: 'unknown', observers: [] } } }) },
  ],
  [
    'detector-heartbeat',
    'fail',
    /stale, 5 s ago/,
    {
      status: async () => status({ freshness: { known: true, value: { freshness: 'stale', observers: [], ageS: 5 } } }),
    },
  ],

  [
    'detector-heartbeat',
    'warn',
    /^the detector has not reported \(last: 60 s ago\); eu-west-2 says that the stream is fresh$/,
    { status: async () => status({ freshness: observed([60, 'stale', true], [2, 'fresh', false]) }) },
  ],
  [
    'detector-heartbeat',
    'pass',
    /^fresh, 5 s ago; eu-west-2 has seen it stale for 30 s$/,
    { status: async () => status({ freshness: observed([5, 'fresh', false], [2, 'stale', false]) }) },
  ],
  // alphagov/govuk-infrastructure issue 993: a managed rule refuses addresses of hosting providers.
  [
    'detector-heartbeat',
    'fail',
    /^the detector of eu-west-1 is refused \(at the distribution: the master playlist cannot be read: HTTP 403\), and this machine is served; \S+ has the web ACL arn:acl and \S+ serves DE only \(GeoRestriction whitelist\)$/,
    {
      distribution: withKind({ WebACLId: 'arn:acl', ...GERMANY }),
      status: async () =>
        status({ freshness: refused('at the distribution: the master playlist cannot be read: HTTP 403') }),
    },
  ],
  [
    'detector-heartbeat',
    'fail',
    /is refused \(at the distribution: HTTP 403\), and this machine is not served either; \S+ has no web ACL/,
    {
      stream: refuse('403'),
      status: async () => status({ freshness: refused('at the distribution: HTTP 403') }),
    },
  ],
  [
    'detector-heartbeat',
    'fail',
    /is refused \(the master playlist cannot be read: HTTP 403\) at the origin, /,
    { status: async () => status({ freshness: refused('the master playlist cannot be read: HTTP 403') }) },
  ],
  [
    'detector-heartbeat',
    'fail',
    /^stale, 5 s ago: 2 of 3 variants are stale: no new segment for 12 s$/,
    { status: async () => status({ freshness: refused('2 of 3 variants are stale: no new segment for 12 s') }) },
  ],
  ['detector-heartbeat', 'warn', /^the region is silent$/, { status: async () => status({ freshness: unknown }) }],

  ['operators-intent', 'pass', /^open$/, {}],
  ['operators-intent', 'skip', /nothing is deployed/, nothingDeployed],
  [
    'operators-intent',
    'warn',
    /^closed, by ann@desk at 2026-01-01T00:00:00Z$/,
    {
      status: async () =>
        status({
          serving: {
            known: true,
            value: {
              state: 'closed',
              servesNevertheless: false,
              updatedBy: 'ann@desk',
              updatedAt: '2026-01-01T00:00:00Z',
            },
          },
        }),
    },
  ],
  ['operators-intent', 'warn', /^the region is silent$/, { status: async () => status({ serving: unknown }) }],
  [
    'operators-intent',
    'warn',
    /^drained$/,
    {
      status: async () => status({ serving: { known: true, value: { state: 'drained', servesNevertheless: false } } }),
    },
  ],
  ['operators-intent', 'fail', /no replica/, { status: refuse('no replica answers') }],
];

const ALL_STATES: readonly FindingStatus[] = ['pass', 'warn', 'fail', 'skip'];

/** What each check can come to; a failure may also be that it could not look. */
const STATES = {
  credentials: 'pass fail',
  clock: 'pass warn',
  regions: 'pass fail',
  permissions: 'pass warn fail',
  quotas: 'pass warn fail',
  'alarm-topics': 'pass warn fail skip',
  'asset-buckets': 'pass warn fail',
  streams: 'pass warn fail',
  protection: 'pass fail skip',
  ladders: 'pass warn fail',
  timelines: 'pass warn fail',
  reroutes: 'pass warn fail skip',
  'cluster-name': 'pass warn',
  'host-names': 'pass fail',
  replicas: 'pass warn fail skip',
  distributions: 'pass warn fail',
  'copilot-slot': 'pass fail',
  'playlist-ttl': 'pass warn fail',
  'delivery-directives': 'pass fail',
  'playlist-age': 'pass warn fail skip',
  'error-caching': 'pass warn fail',
  'distribution-kind': 'pass warn fail',
  'who-is-served': 'pass warn fail',
  'master-name': 'pass fail skip',
  'letting-go': 'pass warn fail',
  cors: 'pass warn fail skip',
  preflights: 'pass warn',
  'origin-header': 'pass warn',
  origins: 'pass fail',
  'master-cors': 'pass fail skip',
  stacks: 'pass warn fail skip',
  'deployed-version': 'pass warn fail skip',
  'copilot-attached': 'pass warn fail skip',
  'copilot-elsewhere': 'pass warn skip',
  'published-master': 'pass warn fail skip',
  'detector-heartbeat': 'pass warn fail skip',
  'operators-intent': 'pass warn fail skip',
};

describe('a check of the doctor', () => {
  test.each(CASES)('%s: %s, %s', async (id, outcome, message, changes) => {
    const chosen = CHECKS.filter((one) => one.id === id);
    const { checks } = await examine(chosen, fakeFacts(changes));
    expect(checks).toHaveLength(1);
    const [check] = checks;
    expect(check?.status).toBe(outcome);
    const telling = check?.findings.filter((one) => one.status === outcome);
    expect(telling?.map((one) => one.message)).toContainEqual(expect.stringMatching(message));
    for (const { id, advice, message } of outcome === 'warn' || outcome === 'fail' ? (telling ?? []) : []) {
      const { severity, warningWhen } = CATALOGUE[id as FindingId];
      expect([message, advice !== undefined]).toEqual([message, true]);
      expect([severity, outcome]).toEqual(
        outcome === 'fail' ? ['error', 'fail'] : [warningWhen ? 'error' : 'warning', 'warn'],
      );
    }
  });

  test('probes tell what is known, and what is not', async () => {
    const permissions = async (): Promise<Permissions> => ({
      how: 'probed',
      seen: [
        { purpose: 'look', action: 'cloudformation:DescribeStacks', resource: 'eu-west-1', allowed: true },
        { purpose: 'look', action: 'cloudformation:GetTemplate', resource: 'eu-west-1', allowed: true },
      ],
      unseen: [
        { purpose: 'fail-over', action: 'dynamodb:PutItem' },
        { purpose: 'fail-over', action: 'dynamodb:UpdateItem' },
        { purpose: 'resources', action: 'lambda:CreateFunction' },
      ],
    });
    const { checks } = await examine(
      CHECKS.filter(({ id }) => id === 'permissions'),
      fakeFacts({ permissions }),
    );
    expect(checks[0]?.findings.map((one) => `${one.status} ${one.message}`)).toEqual([
      'pass to look (cvs status, outputs, playlist check): answered cloudformation:DescribeStacks, GetTemplate',
      expect.stringMatching(/^warn the policies of the caller may not be simulated/),
      'skip to fail over (cvs failover, drill): not seen dynamodb:PutItem, UpdateItem',
      'skip for what CloudFormation does as the caller: not seen any of 1 action',
    ]);
  });

  test('a check of quotas says which it does not read', async () => {
    const { checks } = await examine(
      CHECKS.filter(({ id }) => id === 'quotas'),
      fakeFacts(),
    );
    const notRead = checks[0]?.findings.filter(({ status: one }) => one === 'skip').map(({ message }) => message);
    expect(notRead).toEqual([
      expect.stringMatching(/how many stacks there are already/),
      expect.stringMatching(/^not read: what CloudFront holds already; a cluster adds .* 1 distribution \(500\)/),
    ]);
  });

  test('every check has a case for each of its statuses, and no other', () => {
    const shown = CHECKS.map(({ id }) => {
      const states = new Set(CASES.filter(([one]) => one === id).map(([, state]) => state));
      return [id, ALL_STATES.filter((state) => states.has(state)).join(' ')];
    });
    expect(Object.fromEntries(shown)).toEqual(STATES);
  });
});

describe('an examination', () => {
  test('of a healthy cluster finds nothing', async () => {
    const { counts } = await examine(CHECKS, fakeFacts());
    expect(counts).toEqual({ pass: CHECKS.length, warn: 0, fail: 0, skip: 0 });
  });

  test('without credentials says so once, and still checks the streams', async () => {
    const { checks } = await examine(CHECKS, fakeFacts({ caller: refuse('no credentials') }));
    expect(checks.filter((one) => one.status === 'fail').map(({ id }) => id)).toEqual(['credentials']);
    expect(checks.find(({ id }) => id === 'streams')?.status).toBe('pass');
    expect(checks.find(({ id }) => id === 'stacks')?.findings[0]?.message).toBe(
      'not asked: AWS does not accept the credentials',
    );
  });

  test('tells once why many checks cannot look, and still tells about the other region', async () => {
    const gone = new CvsError({ code: 'X', message: 'the stream of eu-west-2 is gone', suggestions: ['Start it.'] });
    const read = async (member: StreamRegion) => {
      if (member.region === 'eu-west-2') throw gone;
      return stream(member);
    };
    const { checks } = await examine(
      CHECKS,
      fakeFacts({
        stream: read,
        delivery: async (member) => ({ url: (await read(member)).mediaUrl, lifetimeS: 3, atOrigin: false }),
        mergeWarnings: async () => {
          throw gone;
        },
      }),
    );
    expect(checks.filter(({ status: one }) => one === 'fail').map(({ id }) => id)).toEqual(['streams']);
    const find = (id: string) => checks.find((one) => one.id === id);
    expect(find('streams')?.findings).toEqual([
      expect.objectContaining({ status: 'pass', region: 'eu-west-1' }),
      {
        status: 'fail',
        id: 'cannot-be-read',
        message: 'the stream of eu-west-2 is gone',
        advice: 'Start it.',
        region: 'eu-west-2',
      },
    ]);
    const because = 'not seen: see "Both streams are live"';
    expect(find('ladders')?.findings).toEqual([{ status: 'skip', message: because }]);
    // One region passed and the other was not seen: the check must not pass.
    expect(find('playlist-ttl')).toMatchObject({
      status: 'skip',
      findings: [{ status: 'pass' }, { message: because }],
    });
    // What was seen is still a warning.
    expect(find('cors')).toMatchObject({ status: 'warn', findings: [{ status: 'warn' }, { message: because }] });
  });

  test('tells of two findings of one check with the same cause', async () => {
    const { checks } = await examine(
      CHECKS.filter(({ id }) => id === 'streams'),
      fakeFacts({ stream: refuse('no network') }),
    );
    expect(checks[0]?.findings.map(({ status: one }) => one)).toEqual(['fail', 'fail']);
  });

  test('tells one finding of several stacks of a region once', async () => {
    const { checks } = await examine(
      CHECKS.filter(({ id }) => id === 'deployed-version'),
      fakeFacts({ isCurrent: refuse('access denied') }),
    );
    expect(checks[0]?.findings.map(({ region }) => region).sort()).toEqual(['eu-west-1', 'eu-west-2', 'us-east-1']);
  });

  test('does not hide a bug', async () => {
    const clockAheadS = async () => {
      throw new TypeError('undefined is not a function');
    };
    await expect(examine(CHECKS, fakeFacts({ clockAheadS }))).rejects.toThrow(TypeError);
  });
});
