import { describe, expect, test } from '@jest/globals';
import { adviceFor } from '../../../src/lib/aws/advice.js';
import { translateAwsError } from '../../../src/lib/aws/errors.js';

const USER = 'User: arn:aws:sts::111122223333:assumed-role/deployer/ada is not authorized to perform:';
const ROLE = 'on resource: arn:aws:iam::111122223333:role/final-copilot-CopilotRole-1';

/** Messages as services, and CloudFormation's handlers, write them; where one was seen; what the advice must say. */
const MESSAGES: readonly [seen: string, message: string, says: RegExp, never?: RegExp][] = [
  [
    'cloud-custodian#10477',
    "You can't remove or replace the web ACL for your distribution. Distributions with a pricing plan subscription must have a web ACL resource.",
    /flat-rate pricing plan/,
  ],
  [
    'aws-samples/amazon-cloudfront-continuous-deployment#8',
    'Invalid request provided: One or more fields updated are not supported for continuous deployment. (Service: CloudFront, Status Code: 400)',
    /End the continuous deployment/,
  ],
  [
    'aws-samples/aws-cdk-examples#279',
    'Your account must be verified before you can add new CloudFront resources. To verify your account, please contact AWS Support (https://console.aws.amazon.com/support/home#/) and include this error message. (Service: AmazonCloudFront; Status Code: 403; Error Code: AccessDenied; Request ID: 6d470e8b; Proxy: null)',
    /support case/,
    /Ask for permission/,
  ],
  [
    'sst#3704',
    "Access denied for operation 'AWS::CloudFront::Distribution: Your account must be verified before you can add new CloudFront resources. To verify your account, please contact AWS Support",
    /support case/,
    /permission for/,
  ],
  [
    'IAM User Guide, "Troubleshoot access denied error messages": service control policy',
    `${USER} cloudfront:CreateCachePolicy with an explicit deny in a service control policy`,
    /organization refuses cloudfront:CreateCachePolicy/,
  ],
  [
    'the same, with the ARN of the policy',
    `${USER} sqs:createqueue with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1`,
    /organization/,
  ],
  [
    'the same, implicit',
    `${USER} s3:CreateBucket because no service control policy allows the s3:CreateBucket action`,
    /organization/,
    /encryption/,
  ],
  [
    'resource control policy',
    `${USER} s3:PutObject on resource: "arn:aws:s3:::b/k" with an explicit deny in a resource control policy`,
    /resource control policy/,
  ],
  [
    'permissions boundary, implicit',
    `${USER} iam:CreateRole ${ROLE} because no permissions boundary allows the iam:CreateRole action`,
    /boundary of these credentials does not allow iam:CreateRole/,
  ],
  [
    'permissions boundary, explicit',
    `${USER} sns:CreateTopic on resource: arn:aws:sns:x with an explicit deny in a permissions boundary`,
    /boundary of these credentials/,
  ],
  [
    'identity-based policy, explicit',
    `${USER} dynamodb:CreateTable on resource: arn:aws:dynamodb:x with an explicit deny in an identity-based policy`,
    /denies dynamodb:CreateTable explicitly/,
  ],
  [
    'identity-based policy, implicit',
    `${USER} lambda:GetFunction on resource: arn:aws:lambda:x because no identity-based policy allows the lambda:GetFunction action`,
    /Ask for permission for lambda:GetFunction,/,
  ],
  [
    'resource-based policy',
    `${USER} s3:GetObject on resource: "arn:aws:s3:::b/k" because no resource-based policy allows the s3:GetObject action`,
    /policy of the resource itself/,
  ],
  [
    'bucket that demands encryption (aws/aws-cdk#11265)',
    `${USER} s3:PutObject on resource: "arn:aws:s3:::b/k" with an explicit deny in a resource-based policy`,
    /assets\.encryption/,
  ],
  [
    'VPC endpoint policy',
    `${USER} s3:GetObject because no VPC endpoint policy allows the s3:GetObject action`,
    /VPC endpoint/,
  ],
  [
    'session policy',
    `${USER} s3:GetObject with an explicit deny in a session policy`,
    /session was begun with a policy/,
  ],
  [
    'aws-solutions/quota-monitor-for-aws#86',
    'API: iam:CreateRole User: arn:aws:sts::111122223333:assumed-role/r/j is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/limitmonitor-1 with an explicit deny',
    /permissionsBoundaryArn/,
  ],
  [
    'aws-amplify/amplify-backend#2325',
    'Role arn:aws:iam::111122223333:role/cfn is invalid or cannot be assumed',
    /--role-arn/,
    /already exists/,
  ],
  ['stackit#21', 'AWSCloudFormationExecutionRole is not a valid RoleARN', /--role-arn the ARN/],
  [
    'clemsonMakerspace/unified-makerspace#172',
    'Resource handler returned message: "Invalid request provided: AWS::CloudFront::Distribution: One or more of the CNAMEs you provided are already associated with a different resource. (Service: CloudFront, Status Code: 409)"',
    /masterPlaylist\.domainName/,
  ],
  [
    'cloudposse/terraform-aws-cloudfront-s3-cdn#55',
    "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain. (Service: AmazonCloudFront; Status Code: 400; Error Code: InvalidViewerCertificate)",
    /certificateArn/,
  ],
  [
    'awslabs/aws-api-gateway-developer-portal#526',
    "Limit exceeded for resource of type 'AWS::CloudFront::Distribution'. Reason: Completing this action would cause the maximum number of distributions with Lambda function associations per owner to be exceeded (maximum allowed is 25).",
    /quota.*AWS::CloudFront::Distribution.*us-east-1/,
  ],
  ['planx-new#6491', "TooManyResponseHeadersPolicies: Account's Response Headers Policies limit reached.", /quota/],
  [
    'serverless-next.js#2234',
    'LimitExceeded: Cannot exceed quota for RolesPerAccount: 1000',
    /quota.*RolesPerAccount.*us-east-1/,
  ],
  [
    'CreateBucket, Amazon S3 API Reference',
    'TooManyBuckets: You have attempted to create more buckets than allowed.',
    /quota/,
  ],
  [
    'CreateTable, Amazon DynamoDB API Reference',
    'Subscriber limit exceeded: Only 50 tables can be created, updated, or deleted simultaneously',
    /again when they are done/,
    /quota/,
  ],
  ['Lambda API Reference', 'Code storage limit exceeded.', /code storage/],
  [
    'PutFunctionConcurrency',
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].",
    /Concurrent executions/,
  ],
  ['Common errors', 'Rate exceeded (Service: Lambda, Status Code: 429)', /asked too often/, /quota/],
  [
    'gilt/s3-sftp-bridge#3',
    'Error occurred while GetObject. S3 Error Code: PermanentRedirect. S3 Error Message: The bucket is in this region: us-east-1. Please use this region to retry the request',
    /another region/,
  ],
  [
    'Lambda CreateFunction',
    'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    /cvs assets publish/,
  ],
  [
    'buildkite/elastic-ci-stack-for-aws#564',
    'Your access has been denied by S3, please make sure your request credentials have permission to GetObject for b/k.zip. S3 Error Code: AccessDenied. S3 Error Message: Access Denied',
    /s3:GetObject on the asset bucket/,
  ],
  [
    'aws/aws-parallelcluster#7331',
    'Encountered a permissions error performing a tagging operation, please add required tag permissions. See https://repost.aws/knowledge-center/cloudformation-tagging-permission-error for how to resolve. Resource handler returned message: "… not authorized to perform: cloudwatch:TagResource"',
    /docs\/iam\.md/,
  ],
  [
    // The role is denied, and the sentence speaks of tags: CrowdStrike's and others' guides quote it so.
    'a role with tags',
    'Resource handler returned message: "Encountered a permissions error performing a tagging operation, please add required tag permissions. See https://repost.aws/knowledge-center/cloudformation-tagging-permission-error for how to resolve. Resource handler returned message: "User: arn:aws:sts::123456789012:assumed-role/ops/ann is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::123456789012:role/x because no identity-based policy allows the iam:CreateRole action"" (RequestToken: 1, HandlerErrorCode: UnauthorizedTaggingOperation)',
    /iam:CreateRole/,
    /permissions to tag/,
  ],
  [
    'landing-zone-accelerator-on-aws#269',
    'The security token included in the request is invalid. (Service: AWSKMS; Status Code: 400; Error Code: UnrecognizedClientException)',
    /AWS_STS_REGIONAL_ENDPOINTS/,
    /key policy/,
  ],
  [
    'Lambda, KMSAccessDeniedException',
    "Lambda was unable to decrypt the environment variables because KMS access was denied. Please check the function's KMS key settings.",
    /KMS key/,
  ],
  [
    'pulumi-aws#2178',
    'Lambda was unable to delete arn:aws:lambda:us-east-1:1:function:f:1 because it is a replicated function. Please see our documentation for Deleting Lambda@Edge Functions and Replicas.',
    /--sweep/,
  ],
  ['IAM DeleteRole', 'Cannot delete entity, must detach all policies first.', /outside the cluster/],
  ['CloudFormation', 'arn:aws:sqs:eu-west-1:1:q already exists in stack arn:aws:cloudformation:x', /another `name`/],
];

describe('advice fits the cause', () => {
  test.each(MESSAGES.map(([seen, ...rest]) => ({ seen, rest })))('$seen', ({ rest: [message, says, never] }) => {
    const advice = adviceFor(message).join(' ');
    expect(advice).toMatch(says);
    if (never) expect(advice).not.toMatch(never);
  });

  test.each([
    'Resource handler returned message: "Invalid request: delimiter must not be unlimited"',
    'Template error: instance of Fn::GetAtt references undefined resource Bucket',
    'The requested bucket name is not available',
    'Value (x) for parameter Prefix is invalid',
    'Resource creation cancelled',
    '',
  ])('a message that is not known gets none: %s', (message) => {
    expect(adviceFor(message)).toEqual([]);
  });
});

const refused = (name: string, message: string, action = 'cloudformation:CreateChangeSet', region = 'eu-west-1') =>
  translateAwsError(Object.assign(new Error(message), { name }), { action, region });

describe('of a call', () => {
  test('an account that must be verified lacks no permission', () => {
    const error = refused('AccessDenied', 'Your account must be verified before you can add new CloudFront resources.');
    expect(error.code).toBe('ACCESS_DENIED');
    expect(error.suggestions.join()).toMatch(/support case/);
    expect(error.suggestions.join()).not.toMatch(/Ask for permission/);
  });

  test('a refusal without an action is one of the call', () => {
    expect(refused('AccessDenied', 'Access Denied', 's3:PutObject').suggestions).toEqual([
      'Ask for permission for s3:PutObject, or use a profile that has it (AWS_PROFILE).',
    ]);
  });

  // 99designs/aws-vault#512, aws/aws-sdk-java#2313: the same credentials work elsewhere.
  test.each(['InvalidClientTokenId', 'UnrecognizedClientException', 'AuthFailure', 'InvalidToken'])(
    '%s in a region that the account must enable names it, and the token',
    (name) => {
      const message = 'The security token included in the request is invalid.';
      const optIn = refused(name, message, 'sts:GetCallerIdentity', 'ap-east-1').suggestions.join(' ');
      expect(optIn).toMatch(/ap-east-1 must be enabled/);
      expect(optIn).toMatch(/AWS_STS_REGIONAL_ENDPOINTS=regional/);
      expect(refused(name, message).suggestions.join(' ')).not.toMatch(/must be enabled/);
    },
  );

  test('a failure of AWS is none of the caller', () => {
    expect(refused('ServiceFailure', 'An internal error', 'iam:GetRole').code).toBe('AWS_FAILING');
    const unnamed = Object.assign(new Error('UnknownError'), { name: '500', $metadata: { httpStatusCode: 500 } });
    expect(translateAwsError(unnamed, { action: 'iam:GetRole' })).toMatchObject({
      code: 'AWS_FAILING',
      message: 'AWS failed at iam:GetRole: HTTP 500 without a reason',
    });
  });

  test('what a parser says of a page is not shown', () => {
    const error = new SyntaxError(
      'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.',
    );
    expect(translateAwsError(error, { action: 'sso:GetRoleCredentials' }).message).toBe(
      'sso:GetRoleCredentials failed: what answered is not AWS, but perhaps a page of a proxy',
    );
  });
});
