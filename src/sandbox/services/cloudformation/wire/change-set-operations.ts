import type { Operation } from '../../../control/protocols.js';
import { ServiceError } from '../../../service-error.js';
import { createStack } from '../model/engine/create-stack.js';
import type { Engine } from '../model/engine/engine.js';
import { LATENCY_MS } from '../model/engine/latencies.js';
import { noteStack } from '../model/engine/run.js';
import { updateStack } from '../model/engine/update-stack.js';
import { reasonOf, validationError } from '../model/errors.js';
import type { ChangeSet, OnStackFailure } from '../model/stack/change-set.js';
import { type DesiredState, desiredState } from '../model/stack/desired-state.js';
import { hasChanges } from '../model/stack/has-changes.js';
import { planChanges, type ResourceChange } from '../model/stack/plan-changes.js';
import type { RegionState } from '../model/stack/region-state.js';
import type { Stack } from '../model/stack/stack.js';
import { openJournal } from '../model/stack/update-journal.js';
import { findStack } from './find-stack.js';
import { page } from './page.js';
import { isRepetition, rememberToken } from './request-token.js';
import {
  newStack,
  newStackName,
  type ReadTemplateUrl,
  requestedInput,
  required,
  type StackRequest,
} from './stack-request.js';
import { assertSameTypes, assertUpdatable } from './update-allowed.js';
import { changeSetSummary, changeSetView } from './views.js';

interface ChangeSetRequest extends StackRequest {
  ChangeSetName?: string;
  ChangeSetType?: string;
  ClientToken?: string;
  Description?: string;
  OnStackFailure?: OnStackFailure;
  NextToken?: string;
  IncludePropertyValues?: string;
}

/** How many changes or change sets one answer holds. */
const PAGE_SIZE = 100;

export function changeSetOperations(engine: Engine, readUrl: ReadTemplateUrl): Record<string, Operation> {
  return {
    async CreateChangeSet(request: ChangeSetRequest, { region }) {
      const state = engine.region(region);
      const name = required(request.ChangeSetName, 'changeSetName');
      const type = request.ChangeSetType ?? 'UPDATE';
      if (type !== 'CREATE' && type !== 'UPDATE') {
        throw validationError(`The sandbox does not support the change set type ${type}.`);
      }
      if (request.OnStackFailure === 'DELETE' && type !== 'CREATE') {
        throw validationError('OnStackFailure DELETE can only be specified when ChangeSetType is CREATE.');
      }
      const target = () => (type === 'CREATE' ? stackToCreate(engine, state, request) : stackToUpdate(state, request));
      const input = await requestedInput(request, engine, readUrl, target().input);
      // Asked again: reading the template takes time, in which another call may have made or changed the stack.
      const stack = target();
      const existing = [...stack.changeSets.values()].find((one) => one.name === name);
      if (existing) {
        if (request.ClientToken && existing.token === request.ClientToken)
          return { Id: existing.id, StackId: stack.id };
        const attribute = request.ClientToken || existing.token ? 'ClientToken' : 'Template';
        throw new ServiceError(
          'AlreadyExistsException',
          `ChangeSet ${name} cannot be created due to a mismatch with existing attribute ${attribute}`,
        );
      }
      assertSameTypes(stack, input);
      const desired = desiredState(input, engine.pseudoParameters(stack, input));
      const changeSet: ChangeSet = {
        id: `arn:aws:cloudformation:${region}:${engine.env.accountId}:changeSet/${name}/${crypto.randomUUID()}`,
        name,
        type,
        input,
        createdAt: engine.env.clock.now(),
        description: request.Description,
        onStackFailure: request.OnStackFailure,
        token: request.ClientToken,
        status: 'CREATE_PENDING',
        executionStatus: 'UNAVAILABLE',
        changes: [],
      };
      if (!state.find(stack.id)) {
        state.add(stack);
        noteStack({ env: engine.env, stack, token: request.ClientToken }, 'REVIEW_IN_PROGRESS', 'User Initiated');
      }
      stack.changeSets.set(changeSet.id, changeSet);
      engine.later(LATENCY_MS.changeSet, () => complete(engine, state, stack, changeSet, desired));
      return { Id: changeSet.id, StackId: stack.id };
    },

    DescribeChangeSet(request: ChangeSetRequest, { region }) {
      const { stack, changeSet } = findChangeSet(engine.region(region), request);
      const { items, NextToken } = page(changeSet.changes, request.NextToken, PAGE_SIZE);
      const withValues = request.IncludePropertyValues === 'true';
      const Changes = items.map((change) => ({
        Type: 'Resource',
        ResourceChange: withValues ? change : withoutValues(change),
      }));
      return { ...changeSetView(stack, changeSet), Changes, NextToken };
    },

    ListChangeSets(request: ChangeSetRequest, { region }) {
      const stack = findStack(engine.region(region), request.StackName, 'brackets');
      const { items, NextToken } = page([...stack.changeSets.values()], request.NextToken, PAGE_SIZE);
      return { Summaries: items.map((one) => changeSetSummary(stack, one)), NextToken };
    },

    DeleteChangeSet(request: ChangeSetRequest, { region }) {
      const { stack, changeSet } = findChangeSet(engine.region(region), request);
      if (changeSet.executionStatus === 'EXECUTE_IN_PROGRESS' || changeSet.status === 'CREATE_IN_PROGRESS') {
        throw cannot('deleted', changeSet, changeSet.status);
      }
      stack.changeSets.delete(changeSet.id);
      return {};
    },

    ExecuteChangeSet(request: ChangeSetRequest, { region }) {
      const { stack, changeSet } = findChangeSet(engine.region(region), request);
      if (isRepetition(stack, request.ClientRequestToken, 'ExecuteChangeSet')) return {};
      if (changeSet.executionStatus !== 'AVAILABLE') throw cannot('executed', changeSet, executionState(changeSet));
      if (request.DisableRollback !== undefined && changeSet.onStackFailure !== undefined) {
        throw validationError('You cannot specify DisableRollback for a change set that has OnStackFailure.');
      }
      const onFailure = request.DisableRollback === 'true' ? 'DO_NOTHING' : (changeSet.onStackFailure ?? 'ROLLBACK');
      execute(engine, stack, changeSet, onFailure, request.ClientRequestToken);
      rememberToken(stack, request.ClientRequestToken, 'ExecuteChangeSet');
      return {};
    },
  };
}

function withoutValues(change: ResourceChange): ResourceChange {
  const Details = change.Details.map(({ Target, ...detail }) => {
    const { BeforeValue: _before, AfterValue: _after, ...target } = Target;
    return { ...detail, Target: target };
  });
  return { ...change, Details };
}

function stackToCreate(engine: Engine, state: RegionState, request: ChangeSetRequest): Stack {
  const name = newStackName(request);
  const existing = state.find(name);
  if (!existing) return newStack(engine, state.region, name);
  if (existing.status === 'REVIEW_IN_PROGRESS') return existing;
  throw validationError(
    `Stack [${name}] already exists and cannot be created again with the changeSet [${request.ChangeSetName}].`,
  );
}

function stackToUpdate(state: RegionState, request: ChangeSetRequest): Stack {
  const stack = findStack(state, request.StackName, 'brackets');
  assertUpdatable(stack);
  return stack;
}

/** Works out the changes; a set without any fails, which is how CloudFormation says that there is nothing to do. */
async function complete(
  engine: Engine,
  state: RegionState,
  stack: Stack,
  changeSet: ChangeSet,
  desired: DesiredState,
): Promise<void> {
  changeSet.status = 'CREATE_IN_PROGRESS';
  try {
    changeSet.changes = await planChanges(stack, desired, engine.handlerOf, (name) => state.importValue(name));
    if (!hasChanges(stack, desired, changeSet.changes)) {
      throw validationError(
        "The submitted information didn't contain changes. Submit different information to create a change set.",
      );
    }
    changeSet.status = 'CREATE_COMPLETE';
    changeSet.executionStatus = 'AVAILABLE';
  } catch (error) {
    changeSet.status = 'FAILED';
    changeSet.statusReason = reasonOf(error);
  }
}

function execute(
  engine: Engine,
  stack: Stack,
  changeSet: ChangeSet,
  onFailure: OnStackFailure,
  token: string | undefined,
): void {
  const { input } = changeSet;
  const desired = desiredState(input, engine.pseudoParameters(stack, input));
  if (changeSet.type === 'UPDATE') assertUpdatable(stack);
  changeSet.executionStatus = 'EXECUTE_IN_PROGRESS';
  stack.changeSetId = changeSet.id;
  stack.disableRollback = onFailure === 'DO_NOTHING';
  // The others were worked out against a stack that will be no more.
  for (const id of stack.changeSets.keys()) {
    if (id !== changeSet.id) stack.changeSets.delete(id);
  }
  const { settled } = engine.begin(stack, { tags: input.tags, token }, (run) => {
    if (changeSet.type === 'CREATE') return createStack(run, desired, onFailure);
    assertUpdatable(stack);
    return updateStack(run, desired, openJournal(stack), stack.disableRollback);
  });
  void settled.then(() => {
    const done = stack.status === 'CREATE_COMPLETE' || stack.status === 'UPDATE_COMPLETE';
    changeSet.executionStatus = done ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED';
  });
}

function findChangeSet(state: RegionState, request: ChangeSetRequest): { stack: Stack; changeSet: ChangeSet } {
  const wanted = required(request.ChangeSetName, 'changeSetName');
  const byId = wanted.startsWith('arn:');
  if (!byId && !request.StackName) {
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  }
  const stacks = request.StackName ? [findStack(state, request.StackName, 'brackets')] : state.all();
  for (const stack of stacks) {
    for (const changeSet of stack.changeSets.values()) {
      if (wanted === (byId ? changeSet.id : changeSet.name)) return { stack, changeSet };
    }
  }
  throw new ServiceError('ChangeSetNotFound', `ChangeSet [${wanted}] does not exist`, 404);
}

function executionState(changeSet: ChangeSet): string {
  return changeSet.status === 'CREATE_COMPLETE' ? changeSet.executionStatus : changeSet.status;
}

function cannot(what: string, changeSet: ChangeSet, status: string): ServiceError {
  const message = `ChangeSet [${changeSet.id}] cannot be ${what} in its current status of [${status}]`;
  return new ServiceError('InvalidChangeSetStatus', message);
}
