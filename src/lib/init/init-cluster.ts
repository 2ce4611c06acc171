import type { AwsClients } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';
import type { Clock } from '../clock.js';
import type { Cluster, PlayerSettings, StreamRegion } from '../cluster/cluster.js';
import { nameProblem } from '../cluster/name.js';
import { strangeHost } from '../cluster/playlist-host.js';
import { checkCluster } from '../cluster/schema.js';
import { countOf } from '../count-of.js';
import { CvsError, usageError } from '../errors.js';
import { describeProtection } from '../hls/protection/protection.js';
import type { HttpClient } from '../http/http-client.js';
import { strangePlaylistHost } from '../parts/stream-distributions-part.js';
import { mergeMasters, mergeOptionsOf } from '../playlist/merge/merge.js';
import { redact } from '../redact.js';
import { inspectProtection, type ProtectionReport, protectionLines } from './inspect-protection.js';
import { describeStream, inspectStream } from './inspect-stream.js';
import { guardOf, lookAtOrigin, ONLY_CLOUDFRONT_FOLLOWS } from './origin-access.js';

/** The answers about one stream region, from a person or from flags. */
export type StreamAnswers = Pick<
  StreamRegion,
  'region' | 'distributionId' | 'distributionPlaylistUrl' | 'originPlaylistUrl'
>;

export interface InitAnswers {
  name: string;
  bucketBaseName: string;
  project?: string;
  version?: string;
  streams: readonly StreamAnswers[];
}

/** What answers are looked up and checked with. */
export interface InitContext {
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  /** Whether ladders may differ: what a region lacks is left out. */
  allowPartial?: boolean;
  /** What players send; where it is left out, what the existing cluster file says. */
  players?: PlayerSettings;
  signal?: AbortSignal;
}

interface InitInput extends InitContext {
  answers: InitAnswers;
  /** The cluster that the answers change; its settings are kept where there is no question. */
  existing?: Cluster;
}

/**
 * Turns answers into a cluster that can be deployed: the distributions exist, every region's stream answers, and the
 * ladders pair up. Writes nothing.
 *
 * @throws CvsError naming the first value that cannot work
 */
export async function initCluster(input: InitInput): Promise<{ cluster: Cluster; summary: string[] }> {
  const { cluster, told } = await withReadableOrigins(await draftCluster(input), input);
  const streams = await Promise.all(
    cluster.regions.map(async (member) => ({
      ...member,
      report: await inspectStream({ region: member.region, url: member.distributionPlaylistUrl }, input),
      protection: await inspectProtection(member, input, cluster.players),
    })),
  );
  const merged = mergeMasters(
    streams.map(({ report }) => report.master),
    mergeOptionsOf(cluster),
  );
  return {
    cluster,
    summary: [
      `${cluster.name}: ${countOf(merged.summary.rungs, 'rung')} and ${countOf(merged.summary.renditions, 'rendition')} in each of ${cluster.regions.length} regions`,
      ...streams.flatMap((one) => [
        `  ${one.region}  ${one.distributionId}  ${one.distributionDomain}`,
        `    viewers  ${redact(one.distributionPlaylistUrl)}`,
        `    origin   ${redact(one.originPlaylistUrl)}`,
        `    stream   ${describeStream(one.report)}`,
      ]),
      `  assets     s3://${cluster.assets.bucketBaseName}-<region>/${cluster.assets.project}/${cluster.assets.version}/`,
      ...streams
        .filter(({ report }) => report.media.ended)
        .map(({ region }) => `  ▲ ${region}: the stream has ended (EXT-X-ENDLIST)`),
      ...told,
      ...streams.flatMap(protectionLines),
      ...merged.summary.warnings.filter((one) => !isToldBy(streams, one)).map((warning) => `  ▲ ${warning}`),
    ],
  };
}

/** Whether a warning of the merge says what is said of a stream's protection. */
function isToldBy(streams: readonly { protection: ProtectionReport }[], warning: string): boolean {
  return streams.some(({ protection }) => protection.found.some((one) => warning.includes(describeProtection(one))));
}

/** A cluster, and what each distribution adds to its requests to the origin that the cluster names. */
interface Draft {
  cluster: Cluster;
  guards: readonly (string | undefined)[];
}

/** The cluster with origin URLs that the detectors can read, and what a person has to know of those that they cannot. */
async function withReadableOrigins(
  { cluster, guards }: Draft,
  { http, signal }: InitContext,
): Promise<{ cluster: Cluster; told: string[] }> {
  const told: string[] = [];
  const regions = await Promise.all(
    cluster.regions.map(async (member, index) => {
      const { region, distributionPlaylistUrl, originPlaylistUrl } = member;
      if (originPlaylistUrl === distributionPlaylistUrl) return member;
      const access = await lookAtOrigin(originPlaylistUrl, { http, guard: guards[index], signal });
      if (access.kind === 'open') return member;
      if (access.kind === 'unreadable') {
        told.push(
          `  ▲ ${region}: the origin ${access.why}: correct its URL, or the detectors take the stream for stale`,
        );
        return member;
      }
      told.push(
        `  ▲ ${region}: the origin ${access.why}. The URL of the distribution is written instead: ${ONLY_CLOUDFRONT_FOLLOWS}`,
      );
      return { ...member, originPlaylistUrl: distributionPlaylistUrl };
    }),
  );
  return { cluster: { ...cluster, regions }, told };
}

/** Makes a cluster from the answers. CloudFront gives each distribution's domain. */
async function draftCluster({ answers, clients, existing, allowPartial, players }: InitInput): Promise<Draft> {
  const { name, bucketBaseName, project, version } = answers;
  const regions = await Promise.all(
    answers.streams.map(async ({ region, distributionId, distributionPlaylistUrl, originPlaylistUrl }) => ({
      // Settings without a question are kept.
      ...existing?.regions.find((one) => one.region === region),
      region,
      distributionId,
      ...(await domainsOf(distributionId, clients)),
      distributionPlaylistUrl,
      originPlaylistUrl,
    })),
  );
  const problem = name === existing?.name ? undefined : nameProblem(name);
  if (problem !== undefined) throw usageError('CLUSTER_NAME', `${problem}.`, 'Choose another name: --name.');
  const checked = checkCluster({
    ...existing,
    name,
    regions: regions.map(({ aliases: _, origins: __, ...member }) => member),
    ...(players && { players }),
    masterPlaylist: { ...existing?.masterPlaylist, ...(allowPartial && { allowPartial }) },
    assets: { ...existing?.assets, bucketBaseName, project, version },
  });
  if ('cluster' in checked) {
    checked.cluster.regions.forEach((member, index) => {
      const aliases = regions[index]?.aliases ?? [];
      const host = strangeHost(member, aliases);
      if (host !== undefined) throw strangePlaylistHost(member, host, aliases);
    });
    const guards = regions.map(({ origins, originPlaylistUrl }) => {
      const host = URL.canParse(originPlaylistUrl) ? new URL(originPlaylistUrl).hostname : '';
      const origin = origins.find(({ DomainName }) => DomainName?.toLowerCase() === host);
      return origin && guardOf(origin);
    });
    return { cluster: checked.cluster, guards };
  }
  throw usageError(
    'INIT_INVALID',
    checked.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`).join('\n'),
    'Correct the flags; cvs init --help shows an example.',
  );
}

/** Asks CloudFront for the distribution's domain names. */
async function domainsOf(id: string, clients: AwsClients) {
  const { GetDistributionCommand } = await import('@aws-sdk/client-cloudfront');
  const client = await clients.cloudFront();
  const { Distribution } = await client.send(new GetDistributionCommand({ Id: id })).catch((error: unknown) => {
    if ((error as Error).name !== 'NoSuchDistribution') {
      throw translateAwsError(error, { action: `look up distribution ${id}` });
    }
    throw new CvsError({
      code: 'DISTRIBUTION_NOT_FOUND',
      message: `There is no CloudFront distribution ${id} in this account.`,
      suggestions: [
        'List the distributions: aws cloudfront list-distributions',
        'Check whose credentials are in use: aws sts get-caller-identity',
      ],
      cause: error,
    });
  });
  return {
    distributionDomain: (Distribution?.DomainName ?? '').toLowerCase(),
    aliases: Distribution?.DistributionConfig?.Aliases?.Items ?? [],
    origins: Distribution?.DistributionConfig?.Origins?.Items ?? [],
  };
}
