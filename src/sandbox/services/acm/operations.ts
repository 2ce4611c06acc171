import type { Operations } from '../../api/operations.js';

/** What the sandbox has of AWS Certificate Manager. */
export const ACM_OPERATIONS: Operations = {
  RequestCertificate: [
    'DomainName',
    'SubjectAlternativeNames',
    'ValidationMethod',
    'IdempotencyToken',
    'DomainValidationOptions',
  ],
  DescribeCertificate: ['CertificateArn'],
  ListCertificates: ['CertificateStatuses'],
  DeleteCertificate: ['CertificateArn'],
};
