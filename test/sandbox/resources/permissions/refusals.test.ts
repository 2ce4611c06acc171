import { expect, test } from '@jest/globals';
import { withPermissions } from '../../../../src/sandbox/resources/permissions/with-permissions.js';
import type { ResourceContext, ResourceHandler } from '../../../../src/sandbox/resources/resource-handler.js';
import { ServiceError } from '../../../../src/sandbox/services/service-error.js';

const handler: ResourceHandler = {
  type: 'AWS::CloudWatch::Dashboard',
  createOnly: [],
  latencyMs: { create: 0, update: 0, delete: 0 },
  create: async () => ({ physicalId: 'spring-final', attributes: {} }),
  update: async () => ({ physicalId: 'spring-final', attributes: {} }),
  delete: async () => {},
};

const context = { region: 'eu-west-1', accountId: '123456789012', stackTags: {} } as unknown as ResourceContext;

/** What a creation fails with where an action is denied. */
function refusal(action: string): Promise<unknown> {
  const denied = withPermissions(handler, () => {
    throw new ServiceError('AccessDenied', `User: ann is not authorized to perform: ${action} on resource: x`, 403);
  });
  return denied.create({ DashboardName: 'spring-final' }, context).catch((error: Error) => error.message);
}

// AWS re:Post, "How do I resolve tagging permission errors in CloudFormation?"; aws/aws-parallelcluster issue 7331.
test.each([
  'cloudwatch:TagResource',
  'cloudwatch:UntagResource',
  'iam:TagRole',
  'iam:CreateRole',
  's3:PutBucketTagging',
])('the denial of %s is one of tagging', async (action) => {
  expect(await refusal(action)).toMatch(
    new RegExp(
      `^Resource handler returned message: "Encountered a permissions error performing a tagging operation, .* not authorized to perform: ${action} .*HandlerErrorCode: UnauthorizedTaggingOperation\\)$`,
    ),
  );
});

test('the denial of anything else is not', async () => {
  expect(await refusal('cloudwatch:PutDashboard')).toMatch(
    /^Resource handler returned message: "User: ann is not authorized .* \(Service: CloudWatch, Status Code: 403, .*HandlerErrorCode: AccessDenied\)$/,
  );
});
