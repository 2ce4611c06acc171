import { type AssetBucket, lookAtBucket } from '../assets/asset-bucket.js';
import { assetRegions } from '../assets/publish-assets.js';
import { GLOBAL_REGION } from '../aws/aws-clients.js';
import { callerOf } from '../aws/caller.js';
import { strangeHost } from '../cluster/playlist-host.js';
import { CvsError } from '../errors.js';
import { strangePlaylistHost } from '../parts/stream-distributions-part.js';
import { mergeMasters } from '../playlist/merge/merge.js';
import { answersFromStack } from './from-stack.js';
import type { InitContext, StreamAnswers } from './init-cluster.js';
import { inspectStream, type StreamReport } from './inspect-stream.js';
import { type FoundDistribution, listDistributions } from './list-distributions.js';
import { lookAtOrigin, ONLY_CLOUDFRONT_FOLLOWS } from './origin-access.js';
import { findPlaylist, originOf, originUrlFor } from './propose-urls.js';

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
  const lookAt = (url: string, distributionId: string, distributionUrl: string) => {
    const distribution = distributions.find(({ id }) => id === distributionId);
    const path = URL.canParse(distributionUrl) ? new URL(distributionUrl).pathname : '/';
    const guard = distribution && originOf(distribution, path)?.guard;
    return lookAtOrigin(url, { http: context.http, guard, signal });
  };
  return {
    caller,
    distributions,

    /** URL of a master playlist through the distribution, if one is found under the usual names. */
    proposePlaylist: (distribution: FoundDistribution, elsewhere?: string) =>
      findPlaylist(distribution, context.http, {
        signal,
        pathElsewhere: elsewhere && URL.canParse(elsewhere) ? new URL(elsewhere).pathname : undefined,
      }),

    /** Of the same playlist at the origin, or at the distribution where only CloudFront may read the origin. */
    async proposeOriginUrl(distributionId: string, distributionUrl: string): Promise<string | undefined> {
      const distribution = distributions.find(({ id }) => id === distributionId);
      const url = distribution && originUrlFor(distribution, distributionUrl);
      const access = url === undefined ? undefined : await lookAt(url, distributionId, distributionUrl);
      return access?.kind === 'cloudfront-only' ? distributionUrl : url;
    },

    /** @throws CvsError where nobody but CloudFront can read the URL, or where it is no playlist */
    async checkOrigin(
      { region, distributionId, distributionPlaylistUrl }: Omit<StreamAnswers, 'originPlaylistUrl'>,
      url: string,
    ) {
      if (url !== distributionPlaylistUrl) {
        const access = await lookAt(url, distributionId, distributionPlaylistUrl);
        if (access.kind === 'cloudfront-only') {
          throw new CvsError({
            code: 'ORIGIN_REFUSES',
            message: `The origin ${access.why}, as it does to the detectors: take ${distributionPlaylistUrl} instead. Then ${ONLY_CLOUDFRONT_FOLLOWS}.`,
          });
        }
      }
      await inspectStream({ region, url }, context);
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
