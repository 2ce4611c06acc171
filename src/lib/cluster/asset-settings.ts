import { z } from 'zod';
import { text } from './forms.js';

/** Prefix of asset buckets' names. With a hyphen and the longest region it stays within S3's 63 characters. */
export const BUCKET_BASE_PATTERN = /^[a-z0-9][a-z0-9-]{1,40}[a-z0-9]$/;

const keyPart = text(/^[a-zA-Z0-9._-]+$/, 'must be letters, digits, dots, underscores or hyphens').max(
  // That of the version is the value of a tag, and both are part of an object's key.
  128,
  'must have at most 128 characters',
);

/** Where templates and Lambda packages are kept. */
export const assetSettings = z
  .strictObject({
    bucketBaseName: text(BUCKET_BASE_PATTERN, 'must be 3 to 42 lower case letters, digits or hyphens').describe(
      'Asset buckets are named <bucketBaseName>-<region>.',
    ),
    project: keyPart.default('cvs'),
    version: keyPart.default('1.0.0'),
    encryption: z
      .enum(['AES256', 'aws:kms'])
      .optional()
      .describe('Server-side encryption that uploads name, where the account demands it. Default: the bucket decides.'),
    kmsKey: text(
      /^(alias\/[a-zA-Z0-9/_-]{1,250}|[a-f0-9-]{36}|mrk-[a-f0-9]{32})$/,
      'must be the alias or the id of a KMS key, such as alias/video',
    )
      .optional()
      .describe('KMS key of that encryption, by an alias or id that every stream region has. See docs/security.md.'),
  })
  .refine(({ encryption, kmsKey }) => kmsKey === undefined || encryption === 'aws:kms', {
    message: 'has a kmsKey, which needs encryption: aws:kms',
  })
  .describe('Where templates and Lambda packages are kept: <bucketBaseName>-<region>/<project>/<version>/.');
