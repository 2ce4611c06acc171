import type { NeedsOf } from '../../api/need.js';
import { onAnything } from '../../api/need.js';
import { jsonService } from '../../api/protocols.js';
import type { ControlService } from '../../api/service.js';
import type { Acm, Certificate } from './model.js';
import { ACM_OPERATIONS } from './operations.js';

/** What operations need ("Actions, resources, and condition keys for AWS Certificate Manager"). */
const onCertificate =
  (name: string): NeedsOf =>
  ({ CertificateArn }) => ({ action: `acm:${name}`, resource: String(CertificateArn) });

/** AWS Certificate Manager over JSON. */
export function acmWire(acm: Acm): ControlService {
  return jsonService({
    signingNames: ['acm'],
    version: '1.1',
    supported: ACM_OPERATIONS,
    permissions: {
      RequestCertificate: onAnything('acm:RequestCertificate'),
      DescribeCertificate: onCertificate('DescribeCertificate'),
      ListCertificates: onAnything('acm:ListCertificates'),
      DeleteCertificate: onCertificate('DeleteCertificate'),
    },
    operations: {
      RequestCertificate({ DomainName, SubjectAlternativeNames }, { region }) {
        return { CertificateArn: acm.request(region, DomainName, SubjectAlternativeNames).arn };
      },
      DescribeCertificate({ CertificateArn }, { region }) {
        return { Certificate: describe(acm.get(CertificateArn, region)) };
      },
      ListCertificates({ CertificateStatuses }, { region }) {
        const all = acm
          .list(region)
          .filter(({ status }) => !CertificateStatuses || CertificateStatuses.includes(status));
        return {
          CertificateSummaryList: all.map(({ arn, domainName, status }) => ({
            CertificateArn: arn,
            DomainName: domainName,
            Status: status,
          })),
        };
      },
      DeleteCertificate({ CertificateArn }, { region }) {
        acm.delete(CertificateArn, region);
        return {};
      },
    },
  });
}

/** `CertificateDetail` as the API has it; times in seconds. */
function describe({ arn, domainName, names, status, createdAtMs, issuedAtMs }: Certificate): object {
  return {
    CertificateArn: arn,
    DomainName: domainName,
    SubjectAlternativeNames: names,
    Status: status,
    Type: 'AMAZON_ISSUED',
    CreatedAt: createdAtMs / 1000,
    ...(issuedAtMs === undefined ? {} : { IssuedAt: issuedAtMs / 1000 }),
  };
}
