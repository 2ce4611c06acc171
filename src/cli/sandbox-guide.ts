import type { Sandbox } from '../sandbox/start-sandbox.js';

/** Settings that make `cvs`, the AWS CLI and the SDKs use the sandbox, as lines for a shell. */
export function sandboxSettings(sandbox: Sandbox): string[] {
  return [
    `export AWS_ENDPOINT_URL=${sandbox.endpoint}`,
    `export AWS_ACCESS_KEY_ID=${sandbox.credentials.accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${sandbox.credentials.secretAccessKey}`,
    `export AWS_REGION=${sandbox.streams[0]?.region}`,
  ];
}

/** What to type next, when the sandbox runs. */
export function sandboxGuide(sandbox: Sandbox, cvs: string): string {
  const init = sandbox.streams.flatMap((stream) => [
    `--region ${stream.region} --distribution-id ${stream.distributionId}`,
    `--distribution-playlist-url ${stream.distributionPlaylistUrl}`,
    `--origin-playlist-url ${stream.originPlaylistUrl}`,
  ]);
  return [
    'The sandbox is running; Ctrl-C stops it. In another terminal:',
    '',
    ...sandboxSettings(sandbox),
    '',
    [`${cvs} init --yes --name rehearsal --bucket-base-name cvs-rehearsal`, ...init].join(' \\\n  '),
    `${cvs} deploy --yes --create-buckets`,
    `${cvs} status`,
    `${cvs} failover close ${sandbox.streams[0]?.region}`,
    `${cvs} failover open ${sandbox.streams[0]?.region}`,
    `${cvs} destroy --yes --delete-data`,
  ].join('\n');
}

/** What to try next, when the demo's cluster is kept. */
export function keptGuide(sandbox: Sandbox, clusterFile: string, masterPlaylistUrl: string, cvs: string): string {
  return [
    'The sandbox is running with the cluster deployed; Ctrl-C stops it. In another terminal:',
    '',
    ...sandboxSettings(sandbox),
    `export CVS_CLUSTER_FILE=${clusterFile}`,
    '',
    `${cvs} status`,
    `${cvs} failover close ${sandbox.streams[0]?.region}`,
    `${cvs} failover open ${sandbox.streams[0]?.region}`,
    `curl ${masterPlaylistUrl}`,
  ].join('\n');
}
