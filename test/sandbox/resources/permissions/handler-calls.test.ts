import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { handlerNeeds } from '../../../../src/sandbox/resources/permissions/handler-calls.js';
import type { HandlerAction } from '../../../../src/sandbox/resources/permissions/type-calls.js';
import { packageRoot } from '../../../support/cvs/cvs.js';

/** By resource type, what its handlers call by the CloudFormation registry. */
const { types } = JSON.parse(
  readFileSync(join(packageRoot, 'test/fixtures/cloudformation/handler-permissions.json'), 'utf8'),
) as { types: Record<string, Record<string, readonly string[]>> };

const ACTIONS: readonly HandlerAction[] = ['create', 'update', 'delete'];

/** What a handler of the sandbox asks for, of a resource with one tag and nothing else. */
function asked(type: string, action: HandlerAction): string[] {
  const context = { region: 'eu-west-1', accountId: '123456789012', stackTags: { 'cvs:cluster': 'spring-final' } };
  const properties = { FunctionName: 'x', TopicArn: 'arn:aws:sns:eu-west-1:123456789012:x', Bucket: 'x' };
  return handlerNeeds({ type, physicalId: 'x', properties, context }, action).map((need) => need.action);
}

test('a handler asks for nothing that the registry does not list for its type', () => {
  for (const [type, handlers] of Object.entries(types)) {
    const listed = new Set(Object.values(handlers).flat());
    const others = ACTIONS.flatMap((action) => asked(type, action)).filter((action) => !listed.has(action));
    expect({ type, others }).toEqual({ type, others: [] });
  }
});

// Policies of public projects that had to add these in 2026, such as "Read-handler permissions from the current CloudFormation
// resource provider schemas": a deployer without them fails here.
test.each([
  ['AWS::Lambda::Function', ['lambda:GetFunctionRecursionConfig', 'lambda:GetFunctionScalingConfig']],
  ['AWS::Logs::LogGroup', ['logs:DescribeIndexPolicies', 'logs:DescribeResourcePolicies']],
  ['AWS::S3::Bucket', ['s3:GetBucketAbac', 's3:ListTagsForResource']],
])('%s: a change ends with what the read handler reads today', (type, reads) => {
  for (const action of ['create', 'update'] as const)
    expect(asked(type, action)).toEqual(expect.arrayContaining(reads));
  expect(asked(type, 'delete')).not.toEqual(expect.arrayContaining(reads));
});
