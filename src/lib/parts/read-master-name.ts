import { GLOBAL_REGION } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';
import type { KnownCertificate, NamedDistribution, NameFinding } from '../distribution-kinds/master-name.js';
import { masterNameProblem } from '../distribution-kinds/master-name.js';
import { CvsError } from '../errors.js';
import { listDistributions } from '../init/list-distributions.js';
import { clusterStack } from './stacks/cluster-stacks.js';
import { readStack } from './stacks/read-stack.js';
import type { View } from './view.js';

/** What is known of the own domain name of the master playlist distribution. */
export interface MasterName {
  problem?: NameFinding;
  /** What could not be looked at, and why; empty where everything could. */
  unseen: readonly CvsError[];
}

/**
 * Looks whether the cluster's own domain name is free and its certificate fit. What the caller may not read is unseen.
 *
 * @returns undefined for a cluster without such a name
 */
export function readMasterName(view: View): Promise<MasterName | undefined> {
  const { domainName: name, certificateArn } = view.context.cluster.masterPlaylist;
  if (name === undefined || certificateArn === undefined) return Promise.resolve(undefined);
  return view.read('master name', async (signal) => {
    const [distributions, certificate, stack] = await Promise.all([
      seen(() => listDistributions(view.context.clients, signal)),
      seen(() => readCertificate(view, certificateArn, signal)),
      readStack(view, clusterStack(view.context.cluster)),
    ]);
    const ours = stack?.outputs.MasterPlaylistDistributionId;
    const problem = masterNameProblem(
      { name, certificateArn },
      { distributions: distributions.value, certificate: certificate.value, ours },
    );
    return { problem, unseen: [distributions.error, certificate.error].flatMap((error) => error ?? []) };
  });
}

type Seen<Value> = { value: Value; error?: undefined } | { value?: undefined; error: CvsError };

/** What may not be read is told, and does not keep the rest from being looked at. */
async function seen<Value extends readonly NamedDistribution[] | KnownCertificate>(
  look: () => Promise<Value>,
): Promise<Seen<Value>> {
  try {
    return { value: await look() };
  } catch (error) {
    if (error instanceof CvsError && error.code === 'ACCESS_DENIED') return { error };
    throw error;
  }
}

async function readCertificate(view: View, arn: string, signal: AbortSignal): Promise<KnownCertificate> {
  try {
    const { DescribeCertificateCommand } = await import('@aws-sdk/client-acm');
    const client = await view.context.clients.acm();
    const command = new DescribeCertificateCommand({ CertificateArn: arn });
    const { Certificate } = await client.send(command, { abortSignal: signal });
    const names = [Certificate?.DomainName ?? '', ...(Certificate?.SubjectAlternativeNames ?? [])];
    return { status: Certificate?.Status, names: [...new Set(names)] };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return { status: undefined, names: [] };
    throw translateAwsError(error, { action: 'acm:DescribeCertificate', region: GLOBAL_REGION });
  }
}
