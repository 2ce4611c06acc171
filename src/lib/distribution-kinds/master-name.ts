import { listOf } from '../list-of.js';

/** A distribution of the account, with its alternate domain names. */
export interface NamedDistribution {
  id: string;
  aliases: readonly string[];
}

/** A certificate of AWS Certificate Manager. */
export interface KnownCertificate {
  /** Such as `ISSUED`; undefined where the account lacks the certificate. */
  status: string | undefined;
  names: readonly string[];
}

export interface NameFinding {
  id: 'domain-taken' | 'certificate-unfit';
  /** What it is, with the values. */
  message: string;
}

/**
 * Why the master playlist distribution cannot get its own domain name. Names that distributions of other accounts have
 * cannot be seen.
 *
 * Sources: CloudFront Developer Guide, "Requirements for using alternate domain names" and "Requirements for using SSL/TLS
 * certificates with CloudFront".
 *
 * @param ours id of the cluster's own master playlist distribution; undefined before it is deployed
 */
export function masterNameProblem(
  { name, certificateArn }: { name: string; certificateArn: string },
  seen: { distributions?: readonly NamedDistribution[]; certificate?: KnownCertificate; ours?: string },
): NameFinding | undefined {
  const holder = seen.distributions?.find(
    ({ id, aliases }) => id !== seen.ours && aliases.some((one) => one.toLowerCase() === name.toLowerCase()),
  );
  if (holder) {
    return { id: 'domain-taken', message: `${name} is an alternate domain name of ${holder.id} already` };
  }
  const { certificate } = seen;
  if (!certificate) return undefined;
  const unfit = (what: string): NameFinding => ({
    id: 'certificate-unfit',
    message: `the certificate ${certificateArn} ${what}`,
  });
  if (certificate.status === undefined) return unfit('is not in this account in us-east-1');
  if (certificate.status !== 'ISSUED') return unfit(`has the status ${certificate.status}, and must be ISSUED`);
  if (!certificate.names.some((one) => covers(one, name))) {
    return unfit(`is for ${listOf(certificate.names)}, and does not cover ${name}`);
  }
  return undefined;
}

/** A wildcard covers one label: `*.example.com` covers `a.example.com`, neither `example.com` nor `a.b.example.com`. */
function covers(pattern: string, name: string): boolean {
  const [one, other] = [pattern.toLowerCase(), name.toLowerCase()];
  return (
    one === other || (one.startsWith('*.') && other.includes('.') && one.slice(1) === other.slice(other.indexOf('.')))
  );
}
