import { expect, test } from '@jest/globals';
import { originKind } from '../../../src/lib/init/list-distributions.js';

test.each([
  ['abcdef0123456789.mediapackage.eu-west-1.amazonaws.com', { kind: 'MediaPackage v1', region: 'eu-west-1' }],
  [
    'k1x2y3.egress.a1b2c3.mediapackagev2.us-gov-west-1.amazonaws.com',
    { kind: 'MediaPackage v2', region: 'us-gov-west-1' },
  ],
  ['a1b2c3d4e5.data.mediastore.us-east-1.amazonaws.com', { kind: 'MediaStore', region: 'us-east-1' }],
  ['live-bucket.s3.eu-north-1.amazonaws.com', { kind: 'S3', region: 'eu-north-1' }],
  ['live-bucket.s3-website-us-west-2.amazonaws.com', { kind: 'S3', region: 'us-west-2' }],
  ['live.bucket.s3.amazonaws.com', { kind: 'S3' }],
  ['packager.example.com', { kind: 'other' }],
  ['mediapackage.eu-west-1.amazonaws.com.example.com', { kind: 'other' }],
])('%s', (domain, kind) => {
  expect(originKind(domain)).toEqual(kind);
});
