import { unsupportedMember } from '../../../api/operations.js';
import type { Operation } from '../../../api/protocols.js';
import { ServiceError } from '../../service-error.js';
import { addChangeSet, executeChangeSet } from '../model/engine/change-sets.js';
import type { Engine } from '../model/engine/engine.js';
import { validationError } from '../model/errors.js';
import type { ChangeSet, OnStackFailure, ResourceChange } from '../model/stack/change-set.js';
import type { RegionState } from '../model/stack/region-state.js';
import { isRepetition, rememberToken } from '../model/stack/request-token.js';
import { actorOf, newStack, type Stack } from '../model/stack/stack.js';
import { assertUpdatable } from '../model/stack/update-allowed.js';
import { findChangeSet, lookForChangeSet } from './find-change-set.js';
import { findStack } from './find-stack.js';
import { page } from './page.js';
import {
  newStackName,
  type ReadTemplateUrl,
  requestedInput,
  required,
  rollbackDisabled,
  type StackRequest,
} from './stack-request.js';
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

/** What makes, shows and executes change sets. */
export function changeSetOperations(engine: Engine, readUrl: ReadTemplateUrl): Record<string, Operation> {
  return {
    CreateChangeSet: (request: ChangeSetRequest, { region }) => createChangeSet(engine, readUrl, region, request),

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

    // Its only error is InvalidChangeSetStatus: a change set that is not there is as good as deleted ("DeleteChangeSet").
    DeleteChangeSet(request: ChangeSetRequest, { region }) {
      const found = lookForChangeSet(engine.region(region), request);
      if (!found) return {};
      const { stack, changeSet } = found;
      if (changeSet.executionStatus === 'EXECUTE_IN_PROGRESS' || changeSet.status === 'CREATE_IN_PROGRESS') {
        throw cannot('deleted', changeSet, changeSet.status);
      }
      stack.changeSets.delete(changeSet.id);
      return {};
    },

    ExecuteChangeSet(request: ChangeSetRequest, { region, accessKeyId }) {
      const { stack, changeSet } = findChangeSet(engine.region(region), request);
      if (isRepetition(stack, request.ClientRequestToken, 'ExecuteChangeSet')) return {};
      if (changeSet.executionStatus !== 'AVAILABLE') throw cannot('executed', changeSet, executionState(changeSet));
      if (request.DisableRollback !== undefined && changeSet.onStackFailure !== undefined) {
        throw validationError('You cannot specify DisableRollback for a change set that has OnStackFailure.');
      }
      const onFailure = request.DisableRollback === 'true' ? 'DO_NOTHING' : (changeSet.onStackFailure ?? 'ROLLBACK');
      stack.actor = actorOf(stack, accessKeyId, changeSet.roleArn);
      executeChangeSet(engine, stack, changeSet, onFailure, request.ClientRequestToken);
      rememberToken(stack, request.ClientRequestToken, 'ExecuteChangeSet');
      return {};
    },
  };
}

async function createChangeSet(
  engine: Engine,
  readUrl: ReadTemplateUrl,
  region: string,
  request: ChangeSetRequest,
): Promise<{ Id: string; StackId: string }> {
  const state = engine.region(region);
  const name = required(request.ChangeSetName, 'changeSetName');
  if (rollbackDisabled(request, 'CreateChangeSet')) {
    throw unsupportedMember('cloudformation:CreateChangeSet', 'DeploymentConfig.DisableRollback');
  }
  const type = request.ChangeSetType ?? 'UPDATE';
  if (type !== 'CREATE' && type !== 'UPDATE') {
    throw validationError(`The sandbox does not support the change set type ${type}.`);
  }
  if (request.OnStackFailure === 'DELETE' && type !== 'CREATE') {
    throw validationError('OnStackFailure DELETE can only be specified when ChangeSetType is CREATE.');
  }
  const target = () => (type === 'CREATE' ? stackToCreate(engine, state, request) : stackToUpdate(state, request));
  const input = await requestedInput(request, engine, readUrl, target().input);
  // Looked up again: while the template was read, another call may have created or changed the stack.
  const stack = target();
  const existing = [...stack.changeSets.values()].find((one) => one.name === name);
  if (existing) {
    if (request.ClientToken && existing.token === request.ClientToken) return { Id: existing.id, StackId: stack.id };
    const attribute = request.ClientToken || existing.token ? 'ClientToken' : 'Template';
    throw new ServiceError(
      'AlreadyExistsException',
      `ChangeSet ${name} cannot be created due to a mismatch with existing attribute ${attribute}`,
    );
  }
  const { Description: description, OnStackFailure: onStackFailure, ClientToken: token, RoleARN: roleArn } = request;
  const { id } = addChangeSet(engine, stack, { name, type, input, description, onStackFailure, token, roleArn });
  return { Id: id, StackId: stack.id };
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
  if (!existing) return newStack(engine.env, state.region, name);
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

function executionState(changeSet: ChangeSet): string {
  return changeSet.status === 'CREATE_COMPLETE' ? changeSet.executionStatus : changeSet.status;
}

function cannot(what: string, changeSet: ChangeSet, status: string): ServiceError {
  const message = `ChangeSet [${changeSet.id}] cannot be ${what} in its current status of [${status}]`;
  return new ServiceError('InvalidChangeSetStatus', message);
}
