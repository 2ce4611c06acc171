import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { ServiceError } from '../../service-error.js';

const ADVICE =
  'For more details, see: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html#alternate-domain-names-requirements';

const CERTIFICATE = /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/;

/** The names that viewers use, and the certificate for them. */
export interface NameReferences {
  /** The names that an ACM certificate covers; undefined for one that is not there, or not issued. */
  namesOfCertificate(arn: string): readonly string[] | undefined;
  /** Whether another distribution has the name. */
  isTaken(name: string): boolean;
}

/**
 * Refuses alternate domain names without a certificate that covers them, and names that another distribution has.
 *
 * Sources: CloudFront Developer Guide, "Requirements for using alternate domain names" and "Requirements for using SSL/TLS
 * certificates with CloudFront"; messages from cloudposse/terraform-aws-cloudfront-s3-cdn pull request 72,
 * terraform-provider-aws issue 13828 and milliHQ/terraform-aws-next-js issue 373.
 *
 * @throws ServiceError with CloudFront's code
 */
export function checkNames(
  { Aliases, ViewerCertificate: certificate }: DistributionConfig,
  known: NameReferences,
): void {
  const names = Aliases?.Items ?? [];
  const arn = certificate?.ACMCertificateArn;
  const covered = arn === undefined ? undefined : known.namesOfCertificate(arn);
  if (arn !== undefined && (!CERTIFICATE.test(arn) || !covered)) {
    throw unfit(
      "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.",
    );
  }
  if (names.length > 0 && arn === undefined && !certificate?.IAMCertificateId) {
    throw unfit(
      `To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name. ${ADVICE}`,
    );
  }
  if (covered && names.some((name) => !covered.some((one) => covers(one, name)))) {
    throw unfit(
      `The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) that you're trying to add. ${ADVICE}`,
    );
  }
  if (names.some((name) => known.isTaken(name))) {
    throw new ServiceError(
      'CNAMEAlreadyExists',
      'One or more of the CNAMEs you provided are already associated with a different resource.',
      409,
    );
  }
}

/** `*.example.com` covers one label more, and nothing else. */
function covers(pattern: string, name: string): boolean {
  const [one, other] = [pattern.toLowerCase(), name.toLowerCase()];
  return one === other || (one.startsWith('*.') && one.slice(1) === other.slice(other.indexOf('.')));
}

function unfit(message: string): ServiceError {
  return new ServiceError('InvalidViewerCertificate', message);
}
