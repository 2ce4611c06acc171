import { describe, expect, test } from '@jest/globals';
import { resolveTarget } from '../../../src/lib/failover/resolve-target.js';
import { CLUSTER } from './fake-cluster.js';

describe('the distribution that an operator means', () => {
  test.each([
    'E2',
    'https://d2.cloudfront.net/out/v1/index.m3u8',
    'eu-west-2',
    'EU-WEST-2',
    ' eu-west-2 ',
    'd2.cloudfront.net',
    'D2.CloudFront.net',
  ])('%j', (text) => {
    expect(resolveTarget(CLUSTER, text).distributionId).toBe('E2');
  });

  test('is refused with a list of the distributions, when the cluster does not have it', () => {
    expect(() => resolveTarget(CLUSTER, 'eu-west-3')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_TARGET',
        exitCode: 2,
        message: expect.stringContaining('"eu-west-3"'),
        suggestions: [expect.stringContaining('d1.cloudfront.net'), expect.stringContaining('d2.cloudfront.net')],
      }),
    );
  });

  test('is suggested only where no other name is as near', () => {
    const suggestions = (text: string) => {
      try {
        return resolveTarget(CLUSTER, text);
      } catch (error) {
        return (error as { suggestions: string[] }).suggestions[0];
      }
    };
    expect(suggestions('eu-wst-1')).toBe('Did you mean eu-west-1?');
    // As near to the one as to the other: a suggestion might be the wrong one.
    expect(suggestions('eu-west-3')).toBe('Known: d1.cloudfront.net (eu-west-1).');
    expect(suggestions('d9.cloudfront.net')).toBe('Known: d1.cloudfront.net (eu-west-1).');
  });
});
