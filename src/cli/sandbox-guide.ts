import type { Sandbox } from '../sandbox/start-sandbox.js';

/** Settings that make `cvs`, the AWS CLI and the SDKs use the sandbox, and what to type next. */
function guide(sandbox: Sandbox, state: string, next: readonly string[]): string {
  return [
    `The sandbox is running${state}; Ctrl-C stops it. In another terminal:`,
    '',
    `export AWS_ENDPOINT_URL=${sandbox.endpoint}`,
    `export AWS_ACCESS_KEY_ID=${sandbox.credentials.accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${sandbox.credentials.secretAccessKey}`,
    'unset AWS_SESSION_TOKEN AWS_PROFILE',
    `export AWS_REGION=${sandbox.streams[0]?.region}`,
    // For boto3, and version 1 of the AWS CLI.
    'export AWS_DEFAULT_REGION=$AWS_REGION',
    ...next,
  ].join('\n');
}

function tryOut(sandbox: Sandbox, cvs: string): string[] {
  const region = sandbox.streams[0]?.region;
  return [`${cvs} status`, `${cvs} failover close ${region}`, `${cvs} failover open ${region}`];
}

/** The cluster that the guide deploys. */
export const REHEARSAL = { cluster: 'rehearsal', bucketBaseName: 'cvs-rehearsal' };

/** What to type next, when the sandbox runs. */
export function sandboxGuide(sandbox: Sandbox, cvs: string): string {
  const init = sandbox.streams.flatMap((stream) => [
    `--region ${stream.region} --distribution-id ${stream.distributionId}`,
    `--distribution-playlist-url ${stream.distributionPlaylistUrl}`,
    `--origin-playlist-url ${stream.originPlaylistUrl}`,
  ]);
  return guide(sandbox, '', [
    '',
    [`${cvs} init --yes --name ${REHEARSAL.cluster} --bucket-base-name ${REHEARSAL.bucketBaseName}`, ...init].join(
      ' \\\n  ',
    ),
    `${cvs} deploy --yes --create-buckets`,
    ...tryOut(sandbox, cvs),
    `${cvs} destroy --yes --delete-data`,
  ]);
}

/** What to try next, when the demo's cluster is kept. */
export function keptGuide(sandbox: Sandbox, clusterFile: string, masterPlaylistUrl: string, cvs: string): string {
  return guide(sandbox, ' with the cluster deployed', [
    `export CVS_CLUSTER_FILE=${clusterFile}`,
    '',
    ...tryOut(sandbox, cvs),
    `curl ${masterPlaylistUrl}`,
  ]);
}
