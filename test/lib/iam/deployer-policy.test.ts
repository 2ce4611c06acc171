import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { policyOf } from '../../../src/lib/iam/role-policies.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { POLICY_NAMES } from '../../support/policy-names.js';

/** What IAM asks for, of every command of the SDK that the sources send; S3 names some actions differently. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  BatchGetItem: ['dynamodb:BatchGetItem'],
  ContinueUpdateRollback: ['cloudformation:ContinueUpdateRollback'],
  CreateBucket: ['s3:CreateBucket', 's3:TagResource'],
  CreateChangeSet: ['cloudformation:CreateChangeSet', 'cloudformation:TagResource'],
  CreateInvalidation: ['cloudfront:CreateInvalidation'],
  DeleteBucket: ['s3:DeleteBucket'],
  DeleteChangeSet: ['cloudformation:DeleteChangeSet'],
  DeleteFunction: ['lambda:DeleteFunction'],
  DeleteItem: ['dynamodb:DeleteItem'],
  DeleteObjects: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  DeleteRole: ['iam:DeleteRole'],
  DeleteRolePolicy: ['iam:DeleteRolePolicy'],
  DeleteStack: ['cloudformation:DeleteStack'],
  DeleteTable: ['dynamodb:DeleteTable', 'dynamodb:DeleteTableReplica'],
  DescribeCertificate: ['acm:DescribeCertificate'],
  DescribeAlarms: ['cloudwatch:DescribeAlarms'],
  DescribeAccountLimits: ['cloudformation:DescribeAccountLimits'],
  DescribeChangeSet: ['cloudformation:DescribeChangeSet'],
  DescribeEvents: ['cloudformation:DescribeEvents'],
  DescribeLogGroups: ['logs:DescribeLogGroups'],
  DescribeStackEvents: ['cloudformation:DescribeStackEvents'],
  DescribeStackResources: ['cloudformation:DescribeStackResources'],
  DescribeStacks: ['cloudformation:DescribeStacks'],
  DescribeTable: ['dynamodb:DescribeTable'],
  ExecuteChangeSet: ['cloudformation:ExecuteChangeSet'],
  GetAccountSettings: ['lambda:GetAccountSettings'],
  GetBucketTagging: ['s3:GetBucketTagging'],
  GetCachePolicy: ['cloudfront:GetCachePolicy'],
  GetCallerIdentity: [],
  GetDashboard: ['cloudwatch:GetDashboard'],
  GetDistribution: ['cloudfront:GetDistribution'],
  GetDistributionConfig: ['cloudfront:GetDistributionConfig'],
  GetFunctionConfiguration: ['lambda:GetFunctionConfiguration'],
  GetFunction: ['lambda:GetFunction'],
  GetItem: ['dynamodb:GetItem'],
  GetObject: ['s3:GetObject'],
  GetRole: ['iam:GetRole'],
  GetQueueAttributes: ['sqs:GetQueueAttributes'],
  GetSchedule: ['scheduler:GetSchedule'],
  GetTemplate: ['cloudformation:GetTemplate'],
  GetTopicAttributes: ['sns:GetTopicAttributes'],
  HeadBucket: ['s3:ListBucket'],
  HeadObject: ['s3:GetObject'],
  ListBuckets: ['s3:ListAllMyBuckets'],
  ListChangeSets: ['cloudformation:ListChangeSets'],
  ListDistributions: ['cloudfront:ListDistributions'],
  ListFunctions: ['lambda:ListFunctions'],
  ListObjectsV2: ['s3:ListBucket'],
  ListObjectVersions: ['s3:ListBucketVersions'],
  ListRolePolicies: ['iam:ListRolePolicies'],
  ListRoles: ['iam:ListRoles'],
  ListTagsForResource: ['cloudfront:ListTagsForResource'],
  ListTagsOfResource: ['dynamodb:ListTagsOfResource'],
  PutItem: ['dynamodb:PutItem'],
  PutObject: ['s3:PutObject'],
  Scan: ['dynamodb:Scan'],
  SimulatePrincipalPolicy: ['iam:SimulatePrincipalPolicy'],
  TagResource: ['dynamodb:TagResource', 'cloudfront:TagResource'],
  TransactWriteItems: ['dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  UntagResource: ['cloudfront:UntagResource'],
  UpdateDistribution: [
    'cloudfront:UpdateDistribution',
    'lambda:EnableReplication*',
    'lambda:DisableReplication*',
    'iam:CreateServiceLinkedRole',
  ],
  UpdateTerminationProtection: ['cloudformation:UpdateTerminationProtection'],
};

/** Of a detector in a container, which has a role of its own. */
const OF_OTHERS = new Set(['Publish']);

/** Every command of the SDK that commands and lib send, the sandbox aside. */
function sentCommands(): Set<string> {
  const found = new Set<string>();
  for (const folder of ['src/lib', 'src/commands']) {
    for (const name of readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts') || name.startsWith('sandbox/')) continue;
      const text = readFileSync(join(packageRoot, folder, name), 'utf8');
      for (const [, command] of text.matchAll(/new (?:\w+\.)?([A-Z]\w+)Command\(/g)) found.add(command as string);
      for (const [, command] of text.matchAll(/\bpaginate([A-Z]\w+)\(/g)) found.add(command as string);
    }
  }
  return found;
}

/** A deployer verifies too. */
const granted = (['deployer', 'verifier'] as const)
  .flatMap((kind) => policyOf(kind, POLICY_NAMES).Statement)
  .flatMap(({ Action }) => Action);

test('a deployer who verifies may make every call that the sources make, and no other', () => {
  const sent = [...sentCommands()].filter((command) => !OF_OTHERS.has(command)).sort();
  expect(sent.filter((command) => !Object.hasOwn(ACTIONS, command))).toEqual([]);
  const needed = new Set(sent.flatMap((command) => ACTIONS[command] ?? []));
  expect([...needed].filter((action) => !granted.includes(action))).toEqual([]);
  expect(granted.filter((action) => !needed.has(action))).toEqual([]);
});
