import { buildXml } from '../../api/xml.js';
import { generatedName } from '../../resources/generated-name.js';
import {
  jsonText,
  listProperty,
  objectProperty,
  onlyProperties,
  requiredText,
  tagsOf,
  textProperty,
} from '../../resources/properties.js';
import type {
  CreatedResource,
  ResourceContext,
  ResourceHandler,
  ResourceProperties,
} from '../../resources/resource-handler.js';
import { ServiceError } from '../service-error.js';
import type { Bucket } from './model/bucket.js';
import type { S3 } from './model/s3.js';
import type { StoredSetting } from './model/settings.js';
import { S3_NAMESPACE } from './wire/list-routes.js';

/** `AWS::S3::Bucket` and `AWS::S3::BucketPolicy`. */
export function s3Resources(s3: S3): ResourceHandler[] {
  return [bucketResource(s3), bucketPolicyResource(s3)];
}

function bucketResource(s3: S3): ResourceHandler {
  const type = 'AWS::S3::Bucket';
  const known = [
    'BucketName',
    'BucketEncryption',
    'PublicAccessBlockConfiguration',
    'OwnershipControls',
    'VersioningConfiguration',
    'LifecycleConfiguration',
    'Tags',
  ];
  return {
    type,
    createOnly: ['BucketName'],
    latencyMs: { create: 20_000, update: 5000, delete: 3000 },
    existing(properties) {
      const name = textProperty(properties, 'BucketName');
      return s3.buckets().some((bucket) => bucket.name === name) ? name : undefined;
    },
    async create(properties, context) {
      onlyProperties(type, properties, known);
      const name = textProperty(properties, 'BucketName') ?? generatedName(context, s3.env.id(12), 63).toLowerCase();
      if (s3.buckets().some((bucket) => bucket.name === name))
        throw new ServiceError('BucketAlreadyExists', `${name} already exists`, 409);
      return configure(s3.createBucket(context.region, name), properties, context);
    },
    async update(name, properties, _previous, context) {
      onlyProperties(type, properties, known);
      return configure(s3.bucket(name), properties, context);
    },
    async delete(name) {
      if (s3.buckets().some((bucket) => bucket.name === name)) s3.deleteBucket(name);
    },
  };
}

function bucketPolicyResource(s3: S3): ResourceHandler {
  const type = 'AWS::S3::BucketPolicy';
  const put = (properties: ResourceProperties): CreatedResource => {
    onlyProperties(type, properties, ['Bucket', 'PolicyDocument']);
    const bucket = s3.bucket(requiredText(properties, 'Bucket'));
    s3.putPolicy(bucket, jsonText(properties.PolicyDocument));
    return { physicalId: bucket.name, attributes: {} };
  };
  return {
    type,
    createOnly: ['Bucket'],
    latencyMs: { create: 2000, update: 2000, delete: 1000 },
    create: async (properties) => put(properties),
    update: async (_id, properties) => put(properties),
    async delete(name) {
      const bucket = s3.buckets().find((one) => one.name === name);
      if (bucket) bucket.policy = undefined;
    },
  };
}

function configure(bucket: Bucket, properties: ResourceProperties, context: ResourceContext): CreatedResource {
  const versioning = textProperty(objectProperty(properties, 'VersioningConfiguration') ?? {}, 'Status');
  if (versioning === 'Enabled' || versioning === 'Suspended') bucket.versioning = versioning;
  else if (bucket.versioning) bucket.versioning = 'Suspended';
  set(bucket, 'encryption', encryptionXml(properties));
  set(bucket, 'publicAccessBlock', publicAccessXml(properties));
  set(bucket, 'ownershipControls', ownershipXml(properties));
  set(bucket, 'lifecycle', lifecycleXml(properties));
  const tags = Object.entries(tagsOf(properties, context)).map(([Key, Value]) => ({ Key, Value }));
  set(bucket, 'tagging', buildXml('Tagging', { TagSet: { Tag: tags } }, S3_NAMESPACE));
  return {
    physicalId: bucket.name,
    attributes: {
      Arn: bucket.arn,
      DomainName: `${bucket.name}.s3.amazonaws.com`,
      RegionalDomainName: `${bucket.name}.s3.${bucket.region}.amazonaws.com`,
    },
  };
}

function set(bucket: Bucket, setting: StoredSetting, value: string | undefined): void {
  if (value === undefined) bucket.settings.delete(setting);
  else bucket.settings.set(setting, value);
}

/** Every new bucket is encrypted with SSE-S3 ("Default encryption", Amazon S3 User Guide). */
function encryptionXml(properties: ResourceProperties): string {
  const given = objectProperty(properties, 'BucketEncryption');
  const rules = given
    ? listProperty(given, 'ServerSideEncryptionConfiguration').map((rule) => ({
        ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
        BucketKeyEnabled: rule.BucketKeyEnabled ?? false,
      }))
    : [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }];
  return buildXml('ServerSideEncryptionConfiguration', { Rule: rules }, S3_NAMESPACE);
}

/** New buckets block all public access by default. */
function publicAccessXml(properties: ResourceProperties): string {
  const given = objectProperty(properties, 'PublicAccessBlockConfiguration');
  const names = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
  const flags = names.map((name) => [name, given ? (given[name] ?? false) : true]);
  return buildXml('PublicAccessBlockConfiguration', Object.fromEntries(flags), S3_NAMESPACE);
}

function ownershipXml(properties: ResourceProperties): string {
  const given = objectProperty(properties, 'OwnershipControls');
  const rules = given ? listProperty(given, 'Rules') : [{ ObjectOwnership: 'BucketOwnerEnforced' }];
  return buildXml('OwnershipControls', { Rule: rules }, S3_NAMESPACE);
}

function lifecycleXml(properties: ResourceProperties): string | undefined {
  const given = objectProperty(properties, 'LifecycleConfiguration');
  if (!given) return undefined;
  const rules = listProperty(given, 'Rules').map((rule) => ({
    ID: rule.Id || undefined,
    Filter: { Prefix: rule.Prefix ?? '' },
    Status: rule.Status,
    Expiration: rule.ExpirationInDays ? { Days: rule.ExpirationInDays } : undefined,
    NoncurrentVersionExpiration: rule.NoncurrentVersionExpiration,
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
  }));
  return buildXml('LifecycleConfiguration', { Rule: rules }, S3_NAMESPACE);
}
