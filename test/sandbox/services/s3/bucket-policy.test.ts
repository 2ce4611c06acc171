import { describe, expect, test } from '@jest/globals';
import { Bucket } from '../../../../src/sandbox/services/s3/model/bucket.js';
import { checkBucketPolicy } from '../../../../src/sandbox/services/s3/model/bucket-policy.js';

const ARN = 'arn:aws:s3:::mine';
const bucket = new Bucket({ name: 'mine', region: 'eu-west-1', owner: '123456789012' }, 0);
const allow = {
  Effect: 'Allow',
  Principal: { Service: 'cloudfront.amazonaws.com' },
  Action: 's3:GetObject',
  Resource: `${ARN}/*`,
};
const check = (Statement: unknown, isPrincipal = () => true) =>
  checkBucketPolicy(JSON.stringify({ Version: '2012-10-17', Statement }), bucket, isPrincipal);

describe('a bucket policy that S3 takes', () => {
  test.each([
    ['one statement, not a list', allow],
    ['all actions on bucket and objects', [{ ...allow, Action: 's3:*', Resource: [ARN, `${ARN}/*`] }]],
    ['a wildcard that fits', [{ ...allow, Action: 's3:Get*' }]],
    ['a deny for everybody', [{ ...allow, Effect: 'Deny', Principal: '*' }]],
    [
      'everybody, from one distribution',
      [
        {
          ...allow,
          Principal: '*',
          Condition: { StringEquals: { 'AWS:SourceArn': 'arn:aws:cloudfront::1:distribution/E' } },
        },
      ],
    ],
  ])('%s', (_name, statement) => {
    expect(() => check(statement)).not.toThrow();
  });
});

// Wordings: versity/versitygw#645 and #648, noobaa/noobaa-core#10058, aws/aws-cdk#6708.
describe('a bucket policy that S3 refuses', () => {
  test.each([
    ['another bucket', { ...allow, Resource: 'arn:aws:s3:::mine-too/*' }, 'Policy has invalid resource'],
    ['a resource of any name', { ...allow, Resource: '*' }, 'Policy has invalid resource'],
    ['an action that S3 does not have', { ...allow, Action: 's3:GetObjekt' }, 'Policy has invalid action'],
    ['an action of another service', { ...allow, Action: 'sqs:SendMessage' }, 'Policy has invalid action'],
    ['a wildcard that fits nothing', { ...allow, Action: 's3:Fetch*' }, 'Policy has invalid action'],
    ['no principal', { ...allow, Principal: undefined }, 'Missing required field Principal'],
    ['a service that is none', { ...allow, Principal: { Service: 'cloudfront' } }, 'Invalid principal in policy'],
    [
      'an action on objects, for the bucket',
      { ...allow, Resource: ARN },
      'Action does not apply to any resource(s) in statement',
    ],
    [
      'an action on the bucket, for objects',
      { ...allow, Action: 's3:ListBucket' },
      'Action does not apply to any resource(s) in statement',
    ],
    ['no resource', { ...allow, Resource: undefined }, 'Statement is missing required element'],
    ['no statement', [], 'Could not parse the policy: Statement is empty!'],
  ])('%s', (_name, statement, message) => {
    expect(() => check(statement)).toThrow(expect.objectContaining({ code: 'MalformedPolicy', message }));
  });

  test('a role that does not exist', () => {
    const statement = { ...allow, Principal: { AWS: 'arn:aws:iam::123456789012:role/gone' } };
    expect(() => check(statement, () => false)).toThrow('Invalid principal in policy');
  });

  test('what is no JSON', () => {
    expect(() => checkBucketPolicy('{', bucket, () => true)).toThrow(/must be valid JSON/);
  });

  // Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage": The meaning of "public".
  test.each([{}, { Condition: { StringLike: { 'aws:SourceArn': 'arn:aws:cloudfront::*' } } }])(
    'a public one, while the bucket blocks those: %j',
    (more) => {
      expect(() => check({ ...allow, Principal: '*', ...more })).toThrow(
        expect.objectContaining({ code: 'AccessDenied', status: 403 }),
      );
    },
  );
});
