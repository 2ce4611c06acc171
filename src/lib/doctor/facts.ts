import type { CachePolicyConfig, Distribution } from '@aws-sdk/client-cloudfront';
import { type AssetBucket, lookAtBucket } from '../assets/asset-bucket.js';
import type { BuiltAssets } from '../assets/assets.js';
import { type Caller, callerOf } from '../aws/caller.js';
import { callCloudFront } from '../aws/cloudfront-call.js';
import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import { onBehalfOf } from '../http/on-behalf-of.js';
import { policyNames } from '../iam/policy.js';
import { inspectProtection, type ProtectionReport } from '../init/inspect-protection.js';
import { inspectLive, type StreamReport } from '../init/inspect-stream.js';
import { lookAtOrigin, type OriginAccess } from '../init/origin-access.js';
import type { CopilotSlot } from '../parts/copilot/copilot-slots.js';
import { type Elsewhere, readCopilotsElsewhere } from '../parts/copilot/copilots-elsewhere.js';
import { type FormerCopilots, readFormerCopilots } from '../parts/copilot/former-copilots.js';
import { readDistribution } from '../parts/copilot/read-distribution.js';
import { type MasterName, readMasterName } from '../parts/read-master-name.js';
import { readReroutes } from '../parts/reroutes-part.js';
import { type ClusterStack, copilotStack, stackNameOf } from '../parts/stacks/cluster-stacks.js';
import { readStack, readStackTemplate } from '../parts/stacks/read-stack.js';
import { View, type ViewContext } from '../parts/view.js';
import { mergeMasters, mergeOptionsOf } from '../playlist/merge/merge.js';
import { type FoundReroutes, NO_MAP } from '../reroute/find-reroutes.js';
import { StateTable } from '../state/state-table.js';
import type { ClusterStatus } from '../status/cluster-status.js';
import { readStatus } from '../status/read-status.js';
import { reachOfTopic, type TopicReach } from './alarm-topic.js';
import type { Permissions } from './permissions/permission.js';
import { probePermissions } from './permissions/probe.js';
import { simulatePermissions } from './permissions/simulate.js';
import { clockAheadS, type Quotas, readQuotas, readTopic, regionProblem } from './read-account.js';
import { askAsPlayer, type PlayerAnswer, type PlayerQuestion } from './read-cors.js';
import { type DistributionDelivery, deliveryOf } from './read-delivery.js';
import { compareReplicas, type ReplicaComparison } from './read-replicas.js';

export interface DoctorContext extends ViewContext {
  /** What this version would deploy. */
  assets: BuiltAssets;
  identity: string;
}

/** What the checks look at. */
export type DoctorFacts = Pick<Facts, keyof Facts>;

/**
 * The facts as AWS and the streams have them. What several checks ask for is read once, when a check first asks for it.
 * All reject with a CvsError that says why something cannot be read.
 */
export class Facts {
  readonly cluster: Cluster;
  readonly #context: DoctorContext;
  readonly #view: View;

  constructor(context: DoctorContext) {
    this.cluster = context.cluster;
    this.#context = context;
    this.#view = new View(context);
  }

  caller(): Promise<Caller> {
    const region = this.cluster.regions[0]?.region ?? '';
    return this.#view.read('caller', () => callerOf(this.#context.clients, region));
  }

  /** How far this machine's clock is ahead of AWS's, in seconds. */
  clockAheadS(): Promise<number> {
    return clockAheadS(this.#context.clients, this.#context.clock);
  }

  /** Why a region does not answer this account; undefined when it does. */
  regionProblem(region: string): Promise<CvsError | undefined> {
    return regionProblem(this.#context.clients, region);
  }

  /** What is known of the caller's permissions for what cvs does. */
  async permissions(): Promise<Permissions> {
    const { clients, signal } = this.#context;
    const { account, arn } = await this.caller();
    const names = policyNames(this.cluster, account);
    const simulated = await simulatePermissions(clients, arn, names);
    const codes = this.cluster.regions.map(({ region }) => region);
    return simulated ?? (await probePermissions(clients, codes, names, signal));
  }

  /** Whether a region's alarms reach who subscribes to their topic; undefined where there is no such topic. */
  async alarmTopic({ region, alarmTopicArn = '' }: StreamRegion): Promise<TopicReach | undefined> {
    const { account } = await this.caller();
    const attributes = await readTopic(this.#context.clients, region, alarmTopicArn);
    const stacks = ['stale-playlist-detector', 'clustered-video-stream-instance'] as const;
    const alarms = stacks.map(
      (name) => `arn:aws:cloudwatch:${region}:${account}:alarm:${stackNameOf(this.cluster.name, name)}-`,
    );
    return attributes && reachOfTopic(attributes, [`${alarms[0]}silent`, `${alarms[1]}playlist-stale`]);
  }

  async assetBucket(region: string): Promise<Pick<AssetBucket, 'bucket' | 'exists'>> {
    const { clients, signal } = this.#context;
    const { account: owner } = await this.caller();
    return lookAtBucket(region, { clients, bucketBaseName: this.cluster.assets.bucketBaseName, owner, signal });
  }

  async distribution({ distributionId }: StreamRegion): Promise<Distribution> {
    return (await readDistribution(this.#view, distributionId)).distribution;
  }

  /** Settings of a distribution that this version does not know. */
  async unknownSettings({ distributionId }: StreamRegion): Promise<readonly string[]> {
    return (await readDistribution(this.#view, distributionId)).unknown;
  }

  /** What is known of the master playlist's own domain name; undefined where it has none. */
  masterName(): Promise<MasterName | undefined> {
    return readMasterName(this.#view);
  }

  cachePolicy(id: string): Promise<CachePolicyConfig> {
    const { clients, signal } = this.#context;
    return this.#view.read(`cache policy ${id}`, async () => {
      const { CachePolicy } = await callCloudFront(clients, 'GetCachePolicy', id, (client, sdk) =>
        client.send(new sdk.GetCachePolicyCommand({ Id: id }), { abortSignal: signal }),
      );
      const config = CachePolicy?.CachePolicyConfig;
      if (config) return config;
      throw new CvsError({ code: 'UNREADABLE', message: `CloudFront says nothing of the cache policy ${id}.` });
    });
  }

  stream(member: StreamRegion): Promise<StreamReport> {
    return this.#view.read(`stream ${member.region}`, () => inspectLive(member, this.#context));
  }

  /** Whether the detectors can read a region's stream at its origin. */
  originAccess({ originPlaylistUrl }: StreamRegion): Promise<OriginAccess> {
    return lookAtOrigin(originPlaylistUrl, this.#context);
  }

  /** Signatures, tokens, cookies and sessions that a stream needs. */
  protection(member: StreamRegion): Promise<ProtectionReport> {
    return inspectProtection(member, this.#context, this.cluster.players);
  }

  /** Of the first media playlist. */
  delivery(member: StreamRegion): Promise<DistributionDelivery> {
    const { http, signal } = this.#context;
    return this.#view.read(`delivery ${member.region}`, async () => {
      const { mediaUrl, url } = await this.stream(member);
      const atOrigin = url !== member.distributionPlaylistUrl;
      const closedUrl = atOrigin ? member.distributionPlaylistUrl : undefined;
      return deliveryOf(onBehalfOf(http, url), mediaUrl, { atOrigin, signal, closedUrl });
    });
  }

  /** A playlist of a region at its distribution: a media playlist where it can be read, else its master playlist. */
  async playlistUrl(member: StreamRegion): Promise<string> {
    const { mediaUrl, url } = await this.stream(member);
    return url === member.distributionPlaylistUrl ? mediaUrl : member.distributionPlaylistUrl;
  }

  /** What a browser lets a player see of a URL. */
  asPlayer(url: string, question: PlayerQuestion): Promise<PlayerAnswer> {
    return askAsPlayer(this.#context.http, url, question, this.#context.signal);
  }

  /** Warnings of a merge, but for tokens: see {@link protection}. Rejects when the ladders do not pair up. */
  async mergeWarnings(): Promise<readonly string[]> {
    const streams = await Promise.all(this.cluster.regions.map((member) => this.stream(member)));
    const masters = streams.map(({ master }) => master);
    const { warnings, personal } = mergeMasters(masters, mergeOptionsOf(this.cluster)).summary;
    return warnings.filter((one) => !personal.includes(one));
  }

  quotas(region: string): Promise<Quotas> {
    return readQuotas(this.#context.clients, region);
  }

  status(): Promise<ClusterStatus> {
    return this.#view.read('status', () => readStatus(this.#context));
  }

  /** What every replica of the state table says. Takes some seconds where they differ. */
  replicas(): Promise<ReplicaComparison> {
    // Nothing is written here, so that the identity is never recorded.
    const table = new StateTable(this.cluster, { ...this.#context, identity: '' });
    return this.#view.read('replicas', (signal) => compareReplicas(table, this.#context.clock, signal));
  }

  /** Whether a stack has the template of this version; undefined when there is no stack. */
  async isCurrent(stack: ClusterStack): Promise<boolean | undefined> {
    const found = await readStack(this.#view, stack);
    if (!found) return undefined;
    const deployed = await readStackTemplate(this.#view, stack.region, found.stackId);
    return deployed === this.#context.assets.templates[stack.template].body;
  }

  /** Which regions can stand in for one another, and the mapping that the copilot was deployed with. */
  async reroutes(): Promise<{ found: FoundReroutes; deployed: string | undefined }> {
    const [found, copilot] = await Promise.all([
      readReroutes(this.#view),
      readStack(this.#view, copilotStack(this.cluster)),
    ]);
    return { found, deployed: copilot && (copilot.parameters.RerouteMap ?? NO_MAP) };
  }

  /** Which functions in these slots are copilots of a copilot stack that is gone. */
  formerCopilots(slots: readonly CopilotSlot[]): Promise<FormerCopilots> {
    return readFormerCopilots(this.#view, slots);
  }

  /** Distributions beside those of the cluster file that run the copilot; undefined where they may not be listed. */
  async copilotsElsewhere(): Promise<readonly Elsewhere[] | undefined> {
    const fact = await this.#view.fact(readCopilotsElsewhere);
    return fact.known ? fact.value : undefined;
  }

  /** ARN of the copilot's function, without a version; undefined before it is deployed. */
  async copilotArn(): Promise<string | undefined> {
    return (await readStack(this.#view, copilotStack(this.cluster)))?.outputs.CopilotLambdaArn;
  }
}
