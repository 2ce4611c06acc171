import type { AwsClients } from '../aws/aws-clients.js';
import { GLOBAL_REGION } from '../aws/aws-clients.js';
import { type Caller, callerOf } from '../aws/caller.js';
import type { Clock } from '../clock.js';
import type { HttpClient } from '../http/http-client.js';
import { mergeMasters } from '../playlist/merge/merge.js';
import { type AssetBucket, assetBuckets } from './buckets.js';
import type { StreamAnswers } from './draft-cluster.js';
import { answersFromStack } from './from-stack.js';
import { inspectStream, type StreamReport } from './inspect-stream.js';
import { type FoundDistribution, listDistributions } from './list-distributions.js';
import { findPlaylist, originUrlFor } from './propose-urls.js';

/** What the wizard looks up in the account and in the streams. */
export interface InitAssistant {
  caller: Caller;
  distributions: readonly FoundDistribution[];
  /** URL of a master playlist through the distribution, if one is found under the usual names. */
  proposePlaylist(distribution: FoundDistribution, elsewhere?: string): Promise<string | undefined>;
  proposeOriginUrl(distributionId: string, distributionUrl: string): string | undefined;
  /** @throws CvsError that says what is wrong with the URL */
  inspect(region: string, url: string): Promise<StreamReport>;
  /** Warnings; none for a single report. @throws CvsError when the ladders do not pair up */
  compare(reports: readonly StreamReport[]): readonly string[];
  /** @throws CvsError when another account has a name */
  buckets(bucketBaseName: string, regions: readonly string[]): Promise<AssetBucket[]>;
  /** @throws CvsError when the stack does not have the values */
  fromStack(region: string, stackName: string): Promise<StreamAnswers>;
}

/**
 * @throws CvsError without credentials that AWS accepts, or when the distributions may not be listed
 */
export async function createAssistant(context: {
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  /** Whether ladders may differ. */
  allowPartial?: boolean;
  signal: AbortSignal;
}): Promise<InitAssistant> {
  const { clients, signal, allowPartial = false } = context;
  const [caller, distributions] = await Promise.all([
    callerOf(clients, GLOBAL_REGION),
    listDistributions(clients, signal),
  ]);
  return {
    caller,
    distributions,
    proposePlaylist: (distribution, elsewhere) =>
      findPlaylist(distribution, context.http, {
        signal,
        pathElsewhere: elsewhere && URL.canParse(elsewhere) ? new URL(elsewhere).pathname : undefined,
      }),
    proposeOriginUrl(distributionId, distributionUrl) {
      const distribution = distributions.find(({ id }) => id === distributionId);
      return distribution && originUrlFor(distribution, distributionUrl);
    },
    inspect: (region, url) => inspectStream({ region, url }, context),
    compare(reports) {
      const masters = reports.map(({ master }) => master);
      return masters.length < 2 ? [] : mergeMasters(masters, { steering: true, allowPartial }).summary.warnings;
    },
    buckets: (bucketBaseName, regions) =>
      assetBuckets(bucketBaseName, regions, { clients, owner: caller.account, signal }),
    fromStack: (region, stackName) => answersFromStack({ region, stackName }, { clients, distributions, signal }),
  };
}
