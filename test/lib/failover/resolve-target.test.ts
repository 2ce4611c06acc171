import { describe, expect, test } from '@jest/globals';
import { resolveTarget } from '../../../src/lib/failover/resolve-target.js';
import { CLUSTER } from './fake-cluster.js';

describe('the distribution that an operator means', () => {
  test.each(['eu-west-2', 'EU-WEST-2', ' eu-west-2 ', 'd2.cloudfront.net', 'D2.CloudFront.net'])('%j', (text) => {
    expect(resolveTarget(CLUSTER, text).distributionId).toBe('E2');
  });

  test('is asked for again, with what there is, when it is none of the cluster', () => {
    expect(() => resolveTarget(CLUSTER, 'eu-west-3')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_TARGET',
        exitCode: 2,
        message: expect.stringContaining('"eu-west-3"'),
        suggestions: [expect.stringContaining('d1.cloudfront.net'), expect.stringContaining('d2.cloudfront.net')],
      }),
    );
  });
});
