import { accessAdvice } from './access-advice.js';

/** What to do about a refusal, recognised by the service's message. */
interface Advice {
  when: RegExp;
  /** @param found the match, and the whole message */
  advice: string | ((found: RegExpExecArray, message: string) => string | readonly string[]);
}

const QUOTAS = 'in the Service Quotas console';

/** Services whose quotas are global: they are shown, and raised, in one region. */
const GLOBAL_QUOTAS = /CloudFront|IAM::|Lambda@Edge|Distributions|Policies|RolesPerAccount|PerRole/;

function quotaAdvice(what: string, message: string): string {
  const where = GLOBAL_QUOTAS.test(message) ? `${QUOTAS} of us-east-1` : QUOTAS;
  return `A quota of the account is used up (${what}): raise it ${where}, or delete what is no longer needed.`;
}

/**
 * Messages as services write them, each with where it was seen. The first that fits counts. A message that none fits gets no
 * advice: a wrong one costs more than none.
 */
const ADVICE: readonly Advice[] = [
  {
    // aws-samples/aws-cdk-examples#279, aws-solutions/workload-discovery-on-aws#12, sst#3704; it comes as AccessDenied.
    when: /account must be verified|account is (currently )?(blocked|suspended)/i,
    advice:
      'Open a support case that quotes this message: https://console.aws.amazon.com/support/home. AWS has yet to verify the account; permissions do not help.',
  },
  {
    // "Common errors" of the services' API references: OptInRequired, SubscriptionRequiredException.
    when: /OptInRequired|SubscriptionRequired|needs a subscription for the service/i,
    advice: 'Complete the sign-up of the account in the AWS console: it may not use this service yet.',
  },
  {
    // aws/aws-cdk#10116, Nextdoor/kingpin#550, aws-amplify/amplify-backend#2325
    when: /Role \S+ is invalid or cannot be assumed/,
    advice:
      'CloudFormation cannot use this role: it must exist, and its trust policy must name cloudformation.amazonaws.com. Name another with --role-arn; a stack keeps the role that it was last given.',
  },
  {
    // stackit#21
    when: /is not a valid RoleARN/,
    advice: 'Give --role-arn the ARN of the role, such as arn:aws:iam::111122223333:role/cloudformation.',
  },
  {
    // A role of some seconds ago (IAM User Guide, "Changes that I make are not always immediately visible").
    when: /role defined for the function cannot be assumed|execution role you provide must allow|must be assumable with/i,
    advice: 'IAM takes some seconds to make a new role known. Run the same command again; it resumes.',
  },
  {
    // goldstack/goldstack#18
    when: /function must be in an Active state/,
    advice: 'Lambda takes some seconds to make a new version ready. Run the same command again; it resumes.',
  },
  {
    // aws/aws-cdk#21674, Sceptre/sceptre#1343
    when: /hook\(s\)/,
    advice: 'A hook of the account or its organization refuses it: ask those who own the hook what it demands.',
  },
  {
    // AWS re:Post, "How do I resolve tagging permission errors in CloudFormation?"; aws/aws-parallelcluster#7331
    when: /UnauthorizedTaggingOperation|permissions? error performing a tagging operation/i,
    advice(_found, message) {
      const denied = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1];
      // The sentence is also in front of the denial of what is made with tags, such as iam:CreateRole.
      if (denied && !/tag/i.test(denied)) return accessAdvice(message, 'what the message names');
      return 'Ask for the permissions to tag of docs/iam.md: cvs tags each resource with the name of its cluster.';
    },
  },
  {
    // clemsonMakerspace/unified-makerspace#172, milliHQ/terraform-aws-next-js#373
    when: /CNAMEAlreadyExists|CNAMEs you provided are already associated/i,
    advice:
      '`masterPlaylist.domainName` belongs to another distribution, perhaps of another account: remove it there, or choose another name.',
  },
  {
    // cloudposse/terraform-aws-cloudfront-s3-cdn#55, hashicorp/terraform-provider-aws#13828
    when: /InvalidViewerCertificate|specified SSL certificate doesn't exist|certificate that is attached .* doesn't cover/i,
    advice:
      'Check `masterPlaylist.certificateArn`: the certificate must be in us-east-1, issued, and cover `masterPlaylist.domainName`.',
  },
  {
    // cloud-custodian#10477
    when: /pricing plan/i,
    advice:
      'The distribution is in a flat-rate pricing plan, which does not allow this: see it with `aws pricing-plan-manager list-subscriptions --region us-east-1`. Change or cancel the plan, or use a distribution without one.',
  },
  {
    // aws-samples/amazon-cloudfront-continuous-deployment#8
    when: /not supported for continuous deployment|continuous deployment policy/i,
    advice:
      'End the continuous deployment of the distribution in the CloudFront console, then run the same command again.',
  },
  {
    // lambda-refarch-iotbackend#2, gilt/s3-sftp-bridge#3
    when: /S3 Error Code: PermanentRedirect/,
    advice: 'The asset bucket is in another region: choose another `assets.bucketBaseName` in the cluster file.',
  },
  {
    when: /S3 Error Code: (NoSuchKey|NoSuchBucket)|NoSuchKey/,
    advice: 'Check that the assets are published where the cluster file says: `cvs assets publish`.',
  },
  {
    // buildkite/elastic-ci-stack-for-aws#564, lambda-refarch-fileprocessing#6
    when: /access has been denied by S3|S3 error: Access Denied/i,
    advice:
      'Who deploys must be allowed s3:GetObject on the asset bucket: these credentials, or the role of --role-arn.',
  },
  {
    // AWS KMS Developer Guide, "Key states of AWS KMS keys"; Lambda API, KMSAccessDeniedException
    when: /\bKMS\b|\bkms:\w+|customer master key/i,
    advice: 'Check the KMS key that the message names: it must be enabled, and its key policy must allow this use.',
  },
  {
    // aws-vault#512, landing-zone-accelerator-on-aws#269, aws-sdk-ruby#2850, cloud-custodian#9793 (S3)
    when: /security token included in the request is invalid|provided token is malformed or otherwise invalid/i,
    advice:
      'Check the credentials: `aws sts get-caller-identity`. In a region that the account had to enable, session tokens of the global endpoint are not valid: set AWS_STS_REGIONAL_ENDPOINTS=regional.',
  },
  {
    when: /security token included in the request is expired|provided token has expired/i,
    advice: 'Renew the credentials (for SSO: `aws sso login`), then run the same command again; it resumes.',
  },
  {
    // A throttled call of the service behind CloudFormation does not mean that a quota of resources is used up.
    when: /Rate exceeded|Throttl|TooManyRequests|Request limit exceeded|SlowDown/i,
    advice: 'AWS was asked too often at that moment. Run the same command again; it resumes.',
  },
  {
    // Amazon DynamoDB Developer Guide, "Quotas": how many tables can be made or changed at a time.
    when: /Subscriber limit exceeded: Only \d+ tables can be/i,
    advice: 'Other tables of the account are being changed. Run the same command again when they are done; it resumes.',
  },
  {
    when: /UnreservedConcurrentExecutions? below its minimum/i,
    advice:
      'Raise the quota "Concurrent executions" of Lambda in this region: the functions of the cluster reserve a part.',
  },
  {
    when: /Code ?storage limit exceeded|CodeStorageExceeded/i,
    advice: 'Delete versions of Lambda functions that are no longer needed, or have the quota of code storage raised.',
  },
  {
    // awslabs/aws-api-gateway-developer-portal#526, jetbridge/cdk-nextjs#194, planx-new#6491
    when: /Limit exceeded for resource of type '(AWS::[\w:]+)'|(TooMany[A-Z]\w+)|Cannot exceed quota for (\w+)/,
    advice: ([, type, code, quota], message) => quotaAdvice(type ?? code ?? quota ?? '', message),
  },
  {
    // "Common errors": LimitExceededException, ServiceQuotaExceededException, TopicLimitExceeded, …
    when: /\w*(?:LimitExceeded|QuotaExceeded)\w*|(?:maximum number of|more) \w+(?: \w+)* (?:has been reached|than allowed)|limit exceeded|limit reached/i,
    advice: ([what], message) => quotaAdvice(what, message),
  },
  {
    // pulumi-aws#2178, terraform-provider-aws#1721
    when: /replicated function/i,
    advice: 'CloudFront deletes replicas some hours after the copilot was detached. Then run `cvs destroy --sweep`.',
  },
  {
    // CloudFront API: CachePolicyInUse, OriginAccessControlInUse, ResponseHeadersPolicyInUse; IAM API: DeleteConflict
    when: /\w+InUse\b|DeleteConflict|must detach all policies first|is (being|currently) (in )?used/i,
    advice: 'Something outside the cluster uses this resource: detach it there, then run the same command again.',
  },
  {
    when: /bucket you tried to delete is not empty|BucketNotEmpty/i,
    advice: 'Empty the bucket, or leave it with its objects.',
  },
  {
    when: /already exists/i,
    advice: 'A resource with this name already exists: delete it, or give the cluster another `name`.',
  },
  {
    when: /not authorized|access ?denied|UnauthorizedOperation|explicit deny/i,
    advice: (_found, message) => {
      const type = /operation '?(AWS::[\w:]+)/.exec(message)?.[1];
      return accessAdvice(message, type ? `all that docs/iam.md lists for ${type}` : 'what the message names');
    },
  },
  {
    when: /InternalFailure|ServiceInternalError|HandlerInternalFailure|internal (error|failure)|Service Unavailable/i,
    advice: 'AWS failed by itself. Run the same command again; it resumes.',
  },
];

/** What to do about a refusal; nothing where the message is not known. */
export function adviceFor(message: string): readonly string[] {
  for (const { when, advice } of ADVICE) {
    const found = when.exec(message);
    if (found) return [typeof advice === 'function' ? advice(found, message) : advice].flat();
  }
  return [];
}
