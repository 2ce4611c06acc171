import { type Need, type NeedsOf, onAnything, type Place } from '../../api/need.js';
import type { CloudFormation } from './model/cloudformation.js';

interface StackInput {
  StackName?: string;
  ChangeSetName?: string;
  RoleARN?: string;
  Tags?: readonly unknown[] | '';
}

/**
 * What CloudFormation's operations need ("Actions, resources, and condition keys for AWS CloudFormation", Service
 * Authorization Reference). A request with tags needs TagResource too, and one with a role of its own that the caller may
 * pass it.
 */
export function cloudFormationPermissions(model: CloudFormation, accountId: string): Readonly<Record<string, NeedsOf>> {
  const arnOf = ({ StackName, ChangeSetName }: StackInput, { region }: Place): string => {
    const wanted = StackName || changeSetsStack(ChangeSetName, region);
    if (!wanted) return '*';
    if (wanted.startsWith('arn:')) return wanted;
    const known = model.engine.region(region).find(wanted);
    return known?.id ?? `arn:aws:cloudformation:${region}:${accountId}:stack/${wanted}/*`;
  };
  const changeSetsStack = (name: string | undefined, region: string) =>
    name?.startsWith('arn:')
      ? model.engine
          .region(region)
          .all()
          .find((stack) => stack.changeSets.has(name))?.id
      : undefined;
  const onStack =
    (name: string): NeedsOf =>
    (input: StackInput, place) => [
      { action: `cloudformation:${name}`, resource: arnOf(input, place) },
      ...(input.Tags ? [{ action: 'cloudformation:TagResource', resource: arnOf(input, place) }] : []),
      ...passing(input.RoleARN),
    ];
  return {
    CancelUpdateStack: onStack('CancelUpdateStack'),
    ContinueUpdateRollback: onStack('ContinueUpdateRollback'),
    CreateChangeSet: onStack('CreateChangeSet'),
    CreateStack: onStack('CreateStack'),
    DeleteChangeSet: onStack('DeleteChangeSet'),
    DeleteStack: onStack('DeleteStack'),
    DescribeAccountLimits: onAnything('cloudformation:DescribeAccountLimits'),
    DescribeChangeSet: onStack('DescribeChangeSet'),
    DescribeEvents: onStack('DescribeEvents'),
    DescribeStackEvents: onStack('DescribeStackEvents'),
    DescribeStackResource: onStack('DescribeStackResource'),
    DescribeStackResources: onStack('DescribeStackResources'),
    DescribeStacks: onStack('DescribeStacks'),
    ExecuteChangeSet: onStack('ExecuteChangeSet'),
    GetTemplate: onStack('GetTemplate'),
    GetTemplateSummary: onStack('GetTemplateSummary'),
    ListChangeSets: onStack('ListChangeSets'),
    ListExports: onAnything('cloudformation:ListExports'),
    ListStackResources: onStack('ListStackResources'),
    ListStacks: onAnything('cloudformation:ListStacks'),
    UpdateStack: onStack('UpdateStack'),
    UpdateTerminationProtection: onStack('UpdateTerminationProtection'),
    ValidateTemplate: onAnything('cloudformation:ValidateTemplate'),
  };
}

/** To give a service a role its caller must be allowed to ("Granting a user permissions to pass a role", IAM User Guide). */
function passing(roleArn: string | undefined): Need[] {
  if (!roleArn) return [];
  const context = { 'iam:PassedToService': 'cloudformation.amazonaws.com' };
  return [{ action: 'iam:PassRole', resource: roleArn, context }];
}
