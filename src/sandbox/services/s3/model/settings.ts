import { ServiceError } from '../../service-error.js';

/** Settings that are kept as the XML they came in: the sandbox does not act on them. */
export type StoredSetting = 'encryption' | 'publicAccessBlock' | 'ownershipControls' | 'tagging' | 'lifecycle';

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const ENCRYPTION = `<ServerSideEncryptionConfiguration ${NAMESPACE}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`;

/**
 * What every new bucket has ("Default settings for new S3 buckets FAQ" and "Setting default server-side encryption
 * behavior", Amazon S3 User Guide): all public access blocked, ACLs disabled, SSE-S3.
 */
export const OF_NEW_BUCKETS: readonly (readonly [StoredSetting, string])[] = [
  ['encryption', ENCRYPTION],
  [
    'publicAccessBlock',
    `<PublicAccessBlockConfiguration ${NAMESPACE}><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>`,
  ],
  [
    'ownershipControls',
    `<OwnershipControls ${NAMESPACE}><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>`,
  ],
];

/** What a setting becomes when it is deleted: encryption cannot be switched off ("DeleteBucketEncryption"). */
export const WHEN_DELETED: Readonly<Partial<Record<StoredSetting, string>>> = { encryption: ENCRYPTION };

/** The root element of each, and the error that S3 answers while it is absent. */
export const STORED: Readonly<Record<StoredSetting, { root: string; code: string; message: string }>> = {
  encryption: {
    root: 'ServerSideEncryptionConfiguration',
    code: 'ServerSideEncryptionConfigurationNotFoundError',
    message: 'The server side encryption configuration was not found',
  },
  publicAccessBlock: {
    root: 'PublicAccessBlockConfiguration',
    code: 'NoSuchPublicAccessBlockConfiguration',
    message: 'The public access block configuration was not found',
  },
  ownershipControls: {
    root: 'OwnershipControls',
    code: 'OwnershipControlsNotFoundError',
    message: 'The bucket ownership controls were not found',
  },
  tagging: { root: 'Tagging', code: 'NoSuchTagSet', message: 'The TagSet does not exist' },
  lifecycle: {
    root: 'LifecycleConfiguration',
    code: 'NoSuchLifecycleConfiguration',
    message: 'The lifecycle configuration does not exist',
  },
};

export interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}

/**
 * "Using cost allocation S3 bucket tags" and "Categorizing your objects using tags", Amazon S3 User Guide.
 *
 * @throws ServiceError InvalidTag, BadRequest
 */
export function checkTags(tags: readonly Tag[], most: number): void {
  if (tags.length > most) {
    throw new ServiceError(
      'BadRequest',
      `${most === 10 ? 'Object' : 'Bucket'} tag count cannot be greater than ${most}`,
    );
  }
  const keys = tags.map(({ Key }) => Key ?? '');
  if (new Set(keys).size !== keys.length) {
    throw new ServiceError('InvalidTag', 'Cannot provide multiple Tags with the same key');
  }
  for (const { Key = '', Value = '' } of tags) {
    if (Key.startsWith('aws:'))
      throw new ServiceError('InvalidTag', 'System tags cannot be added/updated by requester');
    if (Key.length < 1 || Key.length > 128)
      throw new ServiceError('InvalidTag', 'The TagKey you have provided is invalid');
    if (Value.length > 256) throw new ServiceError('InvalidTag', 'The TagValue you have provided is invalid');
  }
}
