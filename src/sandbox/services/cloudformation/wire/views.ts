import type { ChangeSet } from '../model/stack/change-set.js';
import type { ResourceRecord, StackEvent, StackInput } from '../model/stack/records.js';
import type { Stack } from '../model/stack/stack.js';

/** A stack as DescribeStacks gives it. */
export function stackView(stack: Stack): object {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    ...inputView(stack.input),
    Description: stack.input?.template.description,
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: date(stack.updatedAt),
    DeletionTime: date(stack.deletedAt),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    RoleARN: stack.actor?.roleArn,
    DisableRollback: stack.disableRollback,
    Outputs: stack.outputs.length
      ? stack.outputs.map((one) => ({
          OutputKey: one.key,
          OutputValue: ascii(one.value),
          Description: one.description,
          ExportName: one.exportName,
        }))
      : undefined,
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

/** A stack as ListStacks gives it. */
export function stackSummary(stack: Stack): object {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.input?.template.description,
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: date(stack.updatedAt),
    DeletionTime: date(stack.deletedAt),
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

export function eventView(stack: Stack, event: StackEvent): object {
  return {
    StackId: stack.id,
    EventId: event.eventId,
    StackName: stack.name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.at),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties && JSON.stringify(event.properties),
    ClientRequestToken: event.token,
    ...(event.hook
      ? {
          HookType: event.hook.type,
          HookStatus: event.hook.status,
          HookStatusReason: event.hook.reason,
          HookInvocationPoint: 'PRE_PROVISION',
          HookFailureMode: event.hook.mode,
        }
      : {}),
  };
}

/** A resource as DescribeStackResources gives it. */
export function resourceView(stack: Stack, record: ResourceRecord): object {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: record.logicalId,
    PhysicalResourceId: record.physicalId,
    ResourceType: record.type,
    Timestamp: new Date(record.updatedAt),
    ...resourceStatus(record),
    Metadata: metadata(record),
  };
}

/** A resource as DescribeStackResource gives it, which differs only in the name of the timestamp. */
export function resourceDetail(stack: Stack, record: ResourceRecord): object {
  return { ...resourceView(stack, record), Timestamp: undefined, LastUpdatedTimestamp: new Date(record.updatedAt) };
}

/** A resource as ListStackResources gives it. */
export function resourceSummary(record: ResourceRecord): object {
  return {
    LogicalResourceId: record.logicalId,
    PhysicalResourceId: record.physicalId,
    ResourceType: record.type,
    LastUpdatedTimestamp: new Date(record.updatedAt),
    ...resourceStatus(record),
  };
}

/** A change set as DescribeChangeSet gives it, without its changes. */
export function changeSetView(stack: Stack, changeSet: ChangeSet): object {
  return {
    ...changeSetSummary(stack, changeSet),
    ...inputView(changeSet.input),
    RollbackConfiguration: {},
    OnStackFailure: changeSet.onStackFailure,
  };
}

/** A change set as ListChangeSets gives it. */
export function changeSetSummary(stack: Stack, changeSet: ChangeSet): object {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    CreationTime: new Date(changeSet.createdAt),
    Description: changeSet.description,
    IncludeNestedStacks: false,
  };
}

function inputView(input: StackInput | undefined): object {
  if (!input) return {};
  const { parameters, template, tags, capabilities, notificationArns } = input;
  return {
    Parameters: Object.entries(parameters).map(([key, value]) => ({
      ParameterKey: key,
      ParameterValue: template.parameters[key]?.noEcho ? '****' : ascii(value),
    })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key: ascii(Key), Value: ascii(Value) })),
    Capabilities: capabilities,
    NotificationARNs: notificationArns,
  };
}

/**
 * What CloudFormation does to characters outside ASCII when it gives back what it was given
 * (aws-cloudformation/cloudformation-coverage-roadmap#814, #1220); resources get them as they are.
 */
export function ascii(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, '?');
}

function resourceStatus(record: ResourceRecord): object {
  return {
    ResourceStatus: record.status,
    ResourceStatusReason: record.statusReason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

function metadata(record: ResourceRecord): string | undefined {
  return record.definition.metadata === undefined ? undefined : JSON.stringify(record.definition.metadata);
}

function date(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at);
}
