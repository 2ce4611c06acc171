import { lookAtBucket } from '../assets/asset-bucket.js';
import type { BuiltAssets } from '../assets/assets.js';
import type { AwsClients } from '../aws/aws-clients.js';
import { callerOf } from '../aws/caller.js';
import { callCloudFront } from '../aws/cloudfront-call.js';
import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import type { HttpClient } from '../http/http-client.js';
import { inspectStream } from '../init/inspect-stream.js';
import { readDistribution } from '../parts/copilot/read-distribution.js';
import { copilotStack } from '../parts/stack/cluster-stacks.js';
import { readStack, readStackTemplate } from '../parts/stack/read-stack.js';
import { View } from '../parts/view.js';
import { mergeMasters } from '../playlist/merge/merge.js';
import { readStatus } from '../status/read-status.js';
import type { DoctorFacts } from './facts.js';
import { probePermissions } from './permissions/probe.js';
import { simulatePermissions } from './permissions/simulate.js';
import { clockAheadS, readQuotas, regionProblem } from './read-account.js';
import { deliveryOf } from './read-delivery.js';

export interface DoctorContext {
  cluster: Cluster;
  /** What this version would deploy. */
  assets: BuiltAssets;
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  signal: AbortSignal;
  identity: string;
}

/** The facts as AWS and the streams have them; each is asked for once. */
export function readFacts(context: DoctorContext): DoctorFacts {
  const { cluster, assets, clients, clock, http, signal } = context;
  const [firstRegion] = cluster.regions;
  const view = new View(context);
  const once = <T>(key: string, read: () => Promise<T>) => view.read(key, read);

  const facts: DoctorFacts = {
    cluster,
    caller: () => once('caller', () => callerOf(clients, firstRegion?.region ?? '')),
    clockAheadS: () => clockAheadS(clients, clock),
    regionProblem: (region) => regionProblem(clients, region),
    async permissions() {
      const { account, arn } = await facts.caller();
      const names = {
        cluster: cluster.name,
        bucketBaseName: cluster.assets.bucketBaseName,
        account,
        distributionIds: cluster.regions.map((one) => one.distributionId),
      };
      const regions = cluster.regions.map(({ region }) => region);
      return (
        (await simulatePermissions(clients, arn, names)) ?? (await probePermissions(clients, regions, names, signal))
      );
    },
    async assetBucket(region) {
      const { account: owner } = await facts.caller();
      return lookAtBucket(region, { clients, bucketBaseName: cluster.assets.bucketBaseName, owner, signal });
    },
    distribution: async ({ distributionId }) => (await readDistribution(view, distributionId)).distribution,
    cachePolicy: (id) =>
      once(`cache policy ${id}`, async () => {
        const { CachePolicy } = await callCloudFront(clients, 'GetCachePolicy', id, (client, sdk) =>
          client.send(new sdk.GetCachePolicyCommand({ Id: id }), { abortSignal: signal }),
        );
        if (!CachePolicy?.CachePolicyConfig) throw unreadable(`CloudFront says nothing of the cache policy ${id}.`);
        return CachePolicy.CachePolicyConfig;
      }),
    stream: ({ region, distributionPlaylistUrl, originPlaylistUrl }) =>
      once(`stream ${region}`, () =>
        inspectStream({ region, url: distributionPlaylistUrl }, { http, clock, signal }).catch((error: unknown) => {
          // A close says nothing of the stream behind it.
          if (!(error instanceof CvsError && error.code === 'DISTRIBUTION_CLOSED')) throw error;
          return inspectStream({ region, url: originPlaylistUrl }, { http, clock, signal });
        }),
      ),
    delivery: (member) =>
      once(`delivery ${member.region}`, async () => {
        const { mediaUrl, url } = await facts.stream(member);
        return { ...(await deliveryOf(http, mediaUrl, signal)), atOrigin: url !== member.distributionPlaylistUrl };
      }),
    async mergeWarnings() {
      const streams = await Promise.all(cluster.regions.map((member) => facts.stream(member)));
      const masters = streams.map(({ master }) => master);
      return mergeMasters(masters, cluster.masterPlaylist).summary.warnings;
    },
    quotas: (region) => readQuotas(clients, region),
    status: () => once('status', () => readStatus(context)),
    async isCurrent(stack) {
      const found = await readStack(view, stack);
      if (!found) return undefined;
      return (await readStackTemplate(view, stack.region, found.stackId)) === assets.templates[stack.template].body;
    },
    copilotArn: async () => (await readStack(view, copilotStack(cluster)))?.outputs.CopilotLambdaArn,
  };
  return facts;
}

function unreadable(message: string): CvsError {
  return new CvsError({ code: 'UNREADABLE', message });
}
