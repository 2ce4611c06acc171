import { describe, expect, test } from '@jest/globals';
import type { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { callerOf } from '../../../src/lib/aws/caller.js';
import { partitionProblem } from '../../../src/lib/aws/partition.js';
import { parseCluster } from '../../../src/lib/cluster/load.js';
import { EXAMPLE_CLUSTER_FILE } from '../../support/example-cluster.js';

// serverless-nextjs/serverless-next.js#1686, aws-samples/stable-diffusion-on-eks#44
describe('other partitions are refused by name', () => {
  test.each([
    ['cn-north-1', 'AWS China'],
    ['us-gov-west-1', 'GovCloud'],
    ['us-iso-east-1', 'isolated'],
    ['us-isob-east-1', 'isolated'],
    ['eu-isoe-west-1', 'isolated'],
    ['eusc-de-east-1', 'Sovereign'],
    ['arn:aws-cn:iam::123456789012:role/a', 'AWS China'],
    ['arn:aws-us-gov:sns:us-gov-west-1:123456789012:t', 'GovCloud'],
    ['arn:aws-iso-b:iam::123456789012:role/a', 'aws-iso-b'],
    ['arn:aws-eusc:iam::123456789012:role/a', 'Sovereign'],
  ])('%s', (value, name) => {
    expect(partitionProblem(value)).toContain(name);
  });

  test.each(['eu-west-1', 'us-east-1', 'il-central-1', 'mx-central-1', 'arn:aws:iam::123456789012:role/a', 'cnn', ''])(
    'not %s',
    (value) => {
      expect(partitionProblem(value)).toBeUndefined();
    },
  );

  test.each([
    ['region: eu-west-1', 'region: cn-north-1', /cvs\.yaml:3:13: regions\[0\]\.region is in AWS China/],
    [
      'assets:',
      'permissionsBoundaryArn: arn:aws-us-gov:iam::123456789012:policy/b\nassets:',
      /permissionsBoundaryArn is in AWS GovCloud/,
    ],
    [
      'assets:',
      'detector: { otherPublisherArn: "arn:aws-cn:iam::123456789012:role/b" }\nassets:',
      /detector\.otherPublisherArn is in AWS China/,
    ],
  ])('in the cluster file, at its place: %s', (from, to, message) => {
    expect(() => parseCluster(EXAMPLE_CLUSTER_FILE.replace(from, to), 'cvs.yaml')).toThrow(message);
  });

  test('credentials of such an account', async () => {
    const Arn = 'arn:aws-us-gov:sts::123456789012:assumed-role/ops/ada';
    const sts = async () => ({ send: async () => ({ Account: '123456789012', Arn }) });
    await expect(callerOf({ sts } as unknown as AwsClients, 'eu-west-1')).rejects.toMatchObject({
      code: 'PARTITION',
      exitCode: 2,
      message: expect.stringContaining(`${Arn} is in AWS GovCloud (partition aws-us-gov): cvs needs Lambda@Edge`),
    });
  });
});
