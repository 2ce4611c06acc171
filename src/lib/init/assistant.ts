import { type AssetBucket, lookAtBucket } from '../assets/asset-bucket.js';
import { assetRegions } from '../assets/publish-assets.js';
import { GLOBAL_REGION } from '../aws/aws-clients.js';
import { callerOf } from '../aws/caller.js';
import { strangeHost } from '../cluster/playlist-host.js';
import { strangePlaylistHost } from '../parts/stream-distributions-part.js';
import { mergeMasters } from '../playlist/merge/merge.js';
import { answersFromStack } from './from-stack.js';
import type { InitContext } from './init-cluster.js';
import { inspectStream, type StreamReport } from './inspect-stream.js';
import { type FoundDistribution, listDistributions } from './list-distributions.js';
import { findPlaylist, originUrlFor } from './propose-urls.js';

/** What the wizard looks up in the account and in the streams. */
export type InitAssistant = Awaited<ReturnType<typeof createAssistant>>;

/**
 * @throws CvsError without credentials that AWS accepts, or when the distributions may not be listed
 */
export async function createAssistant(context: InitContext) {
  const { clients, signal, allowPartial = false, players } = context;
  const [caller, distributions] = await Promise.all([
    callerOf(clients, GLOBAL_REGION),
    listDistributions(clients, signal),
  ]);
  return {
    caller,
    distributions,

    /** URL of a master playlist through the distribution, if one is found under the usual names. */
    proposePlaylist: (distribution: FoundDistribution, elsewhere?: string) =>
      findPlaylist(distribution, context.http, {
        signal,
        pathElsewhere: elsewhere && URL.canParse(elsewhere) ? new URL(elsewhere).pathname : undefined,
      }),

    proposeOriginUrl(distributionId: string, distributionUrl: string): string | undefined {
      const distribution = distributions.find(({ id }) => id === distributionId);
      return distribution && originUrlFor(distribution, distributionUrl);
    },

    /** @throws CvsError when the URL does not lead through the distribution */
    checkHost(region: string, distributionId: string, distributionPlaylistUrl: string): void {
      const distribution = distributions.find(({ id }) => id === distributionId);
      if (!distribution) return;
      const { domain: distributionDomain, aliases } = distribution;
      const host = strangeHost({ distributionDomain, distributionPlaylistUrl }, aliases);
      if (host !== undefined) throw strangePlaylistHost({ region, distributionId, distributionDomain }, host, aliases);
    },

    /** @throws CvsError that says what is wrong with the URL */
    inspect: (region: string, url: string) => inspectStream({ region, url }, context),

    /** Warnings; none for a single report. @throws CvsError when the ladders do not pair up */
    compare(reports: readonly StreamReport[]): readonly string[] {
      const options = { steering: true, allowPartial, queryTokens: players?.queryTokens };
      const masters = reports.map(({ master }) => master);
      return masters.length < 2 ? [] : mergeMasters(masters, options).summary.warnings;
    },

    /** @throws CvsError when another account has a name */
    buckets(bucketBaseName: string, streamRegions: readonly string[]): Promise<AssetBucket[]> {
      const regions = assetRegions({ regions: streamRegions.map((region) => ({ region })) });
      const place = { clients, bucketBaseName, owner: caller.account, signal };
      return Promise.all(regions.map((region) => lookAtBucket(region, place)));
    },

    /** @throws CvsError when the stack does not have the values */
    fromStack: (region: string, stackName: string) =>
      answersFromStack({ region, stackName }, { clients, distributions, signal }),
  };
}
