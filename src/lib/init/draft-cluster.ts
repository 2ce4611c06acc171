import type { GetDistributionCommandOutput } from '@aws-sdk/client-cloudfront';
import type { AwsClients } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';
import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { checkCluster } from '../cluster/schema.js';
import { CvsError, usageError } from '../errors.js';

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

/**
 * Makes a cluster from the answers. CloudFront gives each distribution's domain.
 *
 * @param existing its settings are kept where there is no question
 * @throws CvsError when a distribution does not exist in the account, or an answer is not valid
 */
export async function draftCluster(answers: InitAnswers, clients: AwsClients, existing?: Cluster): Promise<Cluster> {
  const { name, bucketBaseName, project, version } = answers;
  const regions = await Promise.all(
    answers.streams.map(async ({ region, distributionId, distributionPlaylistUrl, originPlaylistUrl }) => ({
      // Settings without a question are kept.
      ...existing?.regions.find((one) => one.region === region),
      region,
      distributionId,
      distributionDomain: await distributionDomain(distributionId, clients),
      distributionPlaylistUrl,
      originPlaylistUrl,
    })),
  );
  const checked = checkCluster({
    ...existing,
    name,
    regions,
    assets: { ...existing?.assets, bucketBaseName, project, version },
  });
  if ('cluster' in checked) return checked.cluster;
  throw usageError(
    'INIT_INVALID',
    checked.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`).join('\n'),
    'Correct the flags; cvs init --help shows an example.',
  );
}

/** Asks CloudFront for the distribution's domain name. */
async function distributionDomain(id: string, clients: AwsClients): Promise<string> {
  const { GetDistributionCommand } = await import('@aws-sdk/client-cloudfront');
  const client = await clients.cloudFront();
  let found: GetDistributionCommandOutput;
  try {
    found = await client.send(new GetDistributionCommand({ Id: id }));
  } catch (error) {
    if ((error as Error).name === 'NoSuchDistribution') {
      throw new CvsError({
        code: 'DISTRIBUTION_NOT_FOUND',
        message: `There is no CloudFront distribution ${id} in this account.`,
        suggestions: [
          'List the distributions: aws cloudfront list-distributions',
          'Check whose credentials are in use: aws sts get-caller-identity',
        ],
        cause: error,
      });
    }
    throw translateAwsError(error, { action: `look up distribution ${id}` });
  }
  return (found.Distribution?.DomainName ?? '').toLowerCase();
}
