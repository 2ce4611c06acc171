import {
  ACMClient,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  ListCertificatesCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, type ServiceServer, startServices } from '../../../support/service-server.js';

let server: ServiceServer;
let acm: ACMClient;

beforeAll(async () => {
  server = await startServices();
  acm = new ACMClient(server.client('us-east-1'));
});
afterAll(async () => {
  acm.destroy();
  await server.stop();
});

// AWS Certificate Manager API Reference, "RequestCertificate", "DescribeCertificate".
test('a certificate is issued once its names are validated, and is of one region', async () => {
  const { CertificateArn } = await acm.send(
    new RequestCertificateCommand({ DomainName: 'example.com', SubjectAlternativeNames: ['*.example.com'] }),
  );
  const look = () => acm.send(new DescribeCertificateCommand({ CertificateArn }));
  expect(['PENDING_VALIDATION', 'ISSUED']).toContain((await look()).Certificate?.Status);
  const { Certificate } = await eventually(look, (one) => one.Certificate?.Status === 'ISSUED');
  expect(Certificate?.SubjectAlternativeNames).toEqual(['example.com', '*.example.com']);
  expect(Certificate?.IssuedAt).toBeInstanceOf(Date);
  const { CertificateSummaryList } = await acm.send(new ListCertificatesCommand({}));
  expect(CertificateSummaryList?.map((one) => one.CertificateArn)).toEqual([CertificateArn]);
  const elsewhere = new ACMClient(server.client('eu-west-1'));
  await expect(elsewhere.send(new DescribeCertificateCommand({ CertificateArn }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  elsewhere.destroy();
  await acm.send(new DeleteCertificateCommand({ CertificateArn }));
  await expect(look()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a name that nobody can own stays pending', async () => {
  const { CertificateArn } = await acm.send(new RequestCertificateCommand({ DomainName: 'live.invalid' }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
  expect(Certificate?.Status).toBe('PENDING_VALIDATION');
});
