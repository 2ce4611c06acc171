import { glob } from '../../iam/evaluation/match.js';
import { manyOf, type Policy, type Statement } from '../../iam/evaluation/policy.js';
import { checkResourcePolicy, type IsPrincipal, type PolicyFault, principalsOf } from '../../resource-policy-check.js';
import { ServiceError } from '../../service-error.js';
import type { Bucket } from './bucket.js';

/** "Actions, resources, and condition keys for Amazon S3", Service Authorization Reference: those on objects. */
const OF_OBJECTS = names(
  'AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent InitiateReplication ListMultipartUploadParts ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging ReplicateDelete ReplicateObject ReplicateTags RestoreObject UpdateObjectEncryption',
);
/** From the same page: those on buckets. */
const OF_BUCKETS = names(
  'CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration ListBucket ListBucketMultipartUploads ListBucketVersions ListTagsForResource PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration TagResource UntagResource',
);

function names(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().split(' '));
}

/** Wordings of S3 (versity/versitygw#645 and #648, aws/aws-cdk#6708, noobaa/noobaa-core#10058). */
const REASONS: Readonly<Record<PolicyFault, string>> = {
  'no json': "Policies must be valid JSON and the first byte must be '{'",
  malformed: 'Policy has invalid statement',
  'no statements': 'Could not parse the policy: Statement is empty!',
  'no principal': 'Missing required field Principal',
  'unknown principal': 'Invalid principal in policy',
  'no resource': 'Statement is missing required element',
  'other resource': 'Policy has invalid resource',
  'unknown action': 'Policy has invalid action',
};

/**
 * Checks a bucket's policy as PutBucketPolicy does.
 *
 * @throws ServiceError MalformedPolicy; AccessDenied for a public policy of a bucket that blocks those
 */
export function checkBucketPolicy(text: string, bucket: Bucket, isPrincipal: IsPrincipal): void {
  const policy = checkResourcePolicy(
    text,
    {
      vendor: 's3',
      actions: new Set([...OF_OBJECTS, ...OF_BUCKETS]),
      wildcards: true,
      needsResource: true,
      isResource: (resource) => resource === bucket.arn || resource.startsWith(`${bucket.arn}/`),
      refuse: (fault) => malformed(REASONS[fault]),
    },
    isPrincipal,
  );
  for (const { Action, Resource } of policy.Statement) {
    const kinds = new Set(manyOf(Resource).map((one) => (one.includes('/') ? 'object' : 'bucket')));
    for (const action of Resource === undefined ? [] : manyOf(Action)) {
      const name = action === '*' ? '*' : (action.toLowerCase().split(':')[1] ?? '');
      const fits = (known: ReadonlySet<string>) => [...known].some((one) => glob(name, one));
      if (!(kinds.has('object') && fits(OF_OBJECTS)) && !(kinds.has('bucket') && fits(OF_BUCKETS))) {
        throw malformed('Action does not apply to any resource(s) in statement');
      }
    }
  }
  const blocks = bucket.settings.get('publicAccessBlock')?.includes('<BlockPublicPolicy>true<');
  if (blocks && isPublic(policy)) {
    const reason = 'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.';
    throw new ServiceError(
      'AccessDenied',
      `Not authorized to perform: s3:PutBucketPolicy on resource: "${bucket.arn}" ${reason}`,
      403,
    );
  }
}

/** Condition keys that make an open statement non-public, where their values are fixed. */
const FIXING = new Set(
  'aws:sourceip aws:sourcearn aws:sourcevpc aws:sourcevpce aws:sourceowner aws:sourceaccount aws:userid aws:principalorgid aws:principalaccount aws:principalarn s3:dataaccesspointarn s3:dataaccesspointaccount'.split(
    ' ',
  ),
);

/** "Blocking public access to your Amazon S3 storage", The meaning of "public", Amazon S3 User Guide. */
function isPublic({ Statement: statements }: Policy): boolean {
  return statements.some((statement) => {
    const isOpen = principalsOf(statement).some(([kind, value]) => kind === 'AWS' && value === '*');
    return statement.Effect === 'Allow' && (isOpen || statement.NotPrincipal !== undefined) && !isFixed(statement);
  });
}

function isFixed({ Condition = {} }: Statement): boolean {
  return Object.entries(Condition).some(
    ([operator, keys]) =>
      !operator.includes('Not') &&
      Object.entries(keys).some(
        ([key, values]) =>
          FIXING.has(key.toLowerCase()) && manyOf(values).every((value) => !/[*?]|\/0$/.test(String(value))),
      ),
  );
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedPolicy', message);
}
