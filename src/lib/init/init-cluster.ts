import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import { countOf } from '../count-of.js';
import type { HttpClient } from '../http/http-client.js';
import { mergeMasters } from '../playlist/merge/merge.js';
import { draftCluster, type InitAnswers } from './draft-cluster.js';
import { describeStream, inspectStream } from './inspect-stream.js';

/**
 * Turns answers into a cluster that can be deployed: the distributions exist, every region's stream answers, and the
 * ladders pair up. Writes nothing.
 *
 * @param input.existing the cluster that the answers change
 * @param input.allowPartial sets `allowPartial` in the cluster: what a region lacks is left out
 * @throws CvsError naming the first value that cannot work
 */
export async function initCluster(input: {
  answers: InitAnswers;
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  existing?: Cluster;
  allowPartial?: boolean;
  signal?: AbortSignal;
}): Promise<{ cluster: Cluster; summary: string[] }> {
  const draft = await draftCluster(input.answers, input.clients, input.existing);
  const cluster: Cluster = input.allowPartial
    ? { ...draft, masterPlaylist: { ...draft.masterPlaylist, allowPartial: true } }
    : draft;
  const streams = await Promise.all(
    cluster.regions.map(async (member) => ({
      ...member,
      report: await inspectStream({ region: member.region, url: member.distributionPlaylistUrl }, input),
    })),
  );
  const merged = mergeMasters(
    streams.map(({ report }) => report.master),
    cluster.masterPlaylist,
  );
  return {
    cluster,
    summary: [
      `${cluster.name}: ${countOf(merged.summary.rungs, 'rung')} and ${countOf(merged.summary.renditions, 'rendition')} in each of ${cluster.regions.length} regions`,
      ...streams.flatMap((one) => [
        `  ${one.region}  ${one.distributionId}  ${one.distributionDomain}`,
        `    viewers  ${one.distributionPlaylistUrl}`,
        `    origin   ${one.originPlaylistUrl}`,
        `    stream   ${describeStream(one.report)}`,
      ]),
      `  assets     s3://${cluster.assets.bucketBaseName}-<region>/${cluster.assets.project}/${cluster.assets.version}/`,
      ...streams
        .filter(({ report }) => report.media.ended)
        .map(({ region }) => `  ▲ ${region}: the stream has ended (EXT-X-ENDLIST)`),
      ...merged.summary.warnings.map((warning) => `  ▲ ${warning}`),
    ],
  };
}
