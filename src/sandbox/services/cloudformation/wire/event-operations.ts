import type { Operation } from '../../../api/protocols.js';
import type { Engine } from '../model/engine/engine.js';
import { validationError } from '../model/errors.js';
import type { ChangeSet, Refusal } from '../model/stack/change-set.js';
import type { StackEvent } from '../model/stack/records.js';
import type { Stack } from '../model/stack/stack.js';
import { findChangeSet } from './find-change-set.js';
import { findStack } from './find-stack.js';
import { page } from './page.js';
import { eventView } from './views.js';

interface EventsRequest {
  StackName?: string;
  ChangeSetName?: string;
  Filters?: { FailedEvents?: string };
  NextToken?: string;
}

const PAGE_SIZE = 100;

/** `DescribeEvents`: the events of a stack's operations and change sets, newest first (CloudFormation API Reference). */
export function eventOperations(engine: Engine): Record<string, Operation> {
  return {
    DescribeEvents(request: EventsRequest, { region }) {
      const { StackName, ChangeSetName, Filters } = request;
      const state = engine.region(region);
      // A change set's name alone is not taken: aws-cloudformation/cloudformation-cli issue 1116.
      if (!StackName && !ChangeSetName?.startsWith('arn:')) {
        throw validationError('One of ChangeSetName, OperationId or StackName must be specified');
      }
      const events = ChangeSetName
        ? changeSetEvents(findChangeSet(state, request))
        : stackEvents(findStack(state, StackName, 'brackets'));
      const wanted = Filters?.FailedEvents === 'true' ? events.filter(isFailed) : events;
      const { items, NextToken } = page(wanted.reverse(), request.NextToken, PAGE_SIZE);
      return { OperationEvents: items, NextToken };
    },
  };
}

type OperationEvent = Readonly<Record<string, unknown>>;

function isFailed({ EventType, OperationStatus }: OperationEvent): boolean {
  return String(EventType).endsWith('_ERROR') || OperationStatus === 'FAILED';
}

function stackEvents(stack: Stack): OperationEvent[] {
  const ofChangeSets = [...stack.changeSets.values()].flatMap((changeSet) => changeSetEvents({ stack, changeSet }));
  return [...stack.events.map((event) => operationEvent(stack, event)), ...ofChangeSets];
}

function operationEvent(stack: Stack, event: StackEvent): OperationEvent {
  const { StackName: _name, ...view } = eventView(stack, event) as Record<string, unknown>;
  const failed = event.status.endsWith('_FAILED');
  const ofStack = event.physicalId === stack.id;
  return {
    ...view,
    EventType: failed && !ofStack ? 'PROVISIONING_ERROR' : ofStack ? 'STACK_EVENT' : 'PROGRESS_EVENT',
    ...(ofStack && failed ? { OperationStatus: 'FAILED' } : {}),
  };
}

/** Oldest first. */
function changeSetEvents({ stack, changeSet }: { stack: Stack; changeSet: ChangeSet }): OperationEvent[] {
  const failed = changeSet.status === 'FAILED';
  const ended = failed || changeSet.status === 'CREATE_COMPLETE';
  const about = {
    StackId: stack.id,
    OperationId: changeSet.id.split('/').at(-1),
    OperationType: 'CREATE_CHANGESET',
    ClientRequestToken: changeSet.token,
    Timestamp: new Date(changeSet.createdAt),
  };
  const status = ended ? (failed ? 'FAILED' : 'SUCCEEDED') : 'IN_PROGRESS';
  return [
    ...changeSet.refusals.map((refusal, index) => ({
      ...about,
      EventId: `${about.OperationId}-${index}`,
      LogicalResourceId: refusal.logicalId,
      ResourceType: refusal.resourceType,
      ...refusalView(refusal),
    })),
    { ...about, EventId: `${about.OperationId}-end`, EventType: 'STACK_EVENT', OperationStatus: status },
  ];
}

function refusalView({ by, reason }: Refusal): OperationEvent {
  return 'hook' in by
    ? {
        EventType: 'HOOK_INVOCATION_ERROR',
        HookType: by.hook,
        HookStatus: 'HOOK_COMPLETE_FAILED',
        HookStatusReason: reason,
        HookInvocationPoint: 'PRE_PROVISION',
        HookFailureMode: 'FAIL',
      }
    : {
        EventType: 'VALIDATION_ERROR',
        ValidationName: by.validation,
        ValidationStatus: 'FAILED',
        ValidationStatusReason: reason,
        ValidationPath: by.path,
        ValidationFailureMode: 'FAIL',
      };
}
