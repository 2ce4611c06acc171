import type { Operation } from '../../../api/protocols.js';
import type { CallContext } from '../../../api/service.js';
import { ServiceError } from '../../service-error.js';
import { createStack } from '../model/engine/create-stack.js';
import { deleteStack } from '../model/engine/delete-stack.js';
import type { Engine } from '../model/engine/engine.js';
import { rollBackUpdate } from '../model/engine/roll-back-update.js';
import { noteStack } from '../model/engine/run.js';
import { updateStack } from '../model/engine/update-stack.js';
import { validationError } from '../model/errors.js';
import type { OnStackFailure } from '../model/stack/change-set.js';
import { desiredState } from '../model/stack/desired-state.js';
import { hasChanges, planChanges } from '../model/stack/plan-changes.js';
import { isRepetition, rememberToken } from '../model/stack/request-token.js';
import { actorOf, newStack } from '../model/stack/stack.js';
import { assertSameTypes, assertUpdatable } from '../model/stack/update-allowed.js';
import { openJournal } from '../model/stack/update-journal.js';
import { findStack } from './find-stack.js';
import {
  checkEnum,
  list,
  newStackName,
  type ReadTemplateUrl,
  requestedInput,
  rollbackDisabled,
  type StackRequest,
} from './stack-request.js';

interface CreateRequest extends StackRequest {
  OnFailure?: OnStackFailure;
  EnableTerminationProtection?: string;
}

interface DeleteRequest extends StackRequest {
  RetainResources?: string[] | '';
  DeletionMode?: string;
}

interface ContinueRequest extends StackRequest {
  ResourcesToSkip?: string[] | '';
}

/** What changes stacks directly, without a change set. */
export function stackOperations(engine: Engine, readUrl: ReadTemplateUrl): Record<string, Operation> {
  return {
    CreateStack: (request: CreateRequest, call) => startCreation(engine, readUrl, call, request),

    async UpdateStack(request: StackRequest, { region, accessKeyId }) {
      const state = engine.region(region);
      const stack = findStack(state, request.StackName, 'brackets');
      const token = request.ClientRequestToken;
      if (isRepetition(stack, token, 'UpdateStack')) return { StackId: stack.id };
      assertUpdatable(stack);
      const input = await requestedInput(request, engine, readUrl, stack.input);
      assertSameTypes(stack, input);
      const desired = desiredState(input, engine.pseudoParameters(stack, input));
      const changes = await planChanges(stack, desired, engine.handlerOf, (name) => state.importValue(name));
      if (!hasChanges(stack, desired, changes)) throw validationError('No updates are to be performed.');
      assertUpdatable(stack);
      rememberToken(stack, token, 'UpdateStack');
      stack.disableRollback = rollbackDisabled(request, 'UpdateStack');
      stack.actor = actorOf(stack, accessKeyId, request.RoleARN);
      const journal = openJournal(stack);
      engine.begin(stack, { tags: input.tags, token }, (run) =>
        updateStack(run, desired, journal, stack.disableRollback),
      );
      return { StackId: stack.id };
    },

    CancelUpdateStack(request: StackRequest, { region }) {
      const stack = findStack(engine.region(region), request.StackName, 'brackets');
      if (stack.status !== 'UPDATE_IN_PROGRESS') {
        throw validationError(`CancelUpdateStack cannot be called from current stack status ${stack.status}`);
      }
      stack.operation?.controller.abort('cancelled');
      return undefined;
    },

    ContinueUpdateRollback(request: ContinueRequest, { region, accessKeyId }) {
      const stack = findStack(engine.region(region), request.StackName, 'brackets');
      if (isRepetition(stack, request.ClientRequestToken, 'ContinueUpdateRollback')) return {};
      const journal = stack.pendingRollback;
      if (stack.status !== 'UPDATE_ROLLBACK_FAILED' || !journal) {
        throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not continue update rollback.`);
      }
      const skip = list(request.ResourcesToSkip);
      rememberToken(stack, request.ClientRequestToken, 'ContinueUpdateRollback');
      stack.actor = actorOf(stack, accessKeyId, request.RoleARN);
      engine.begin(stack, { tags: journal.input.tags, token: request.ClientRequestToken }, (run) =>
        rollBackUpdate(run, journal, 'User Initiated', skip),
      );
      return {};
    },

    DeleteStack(request: DeleteRequest, call) {
      rollbackDisabled(request, 'DeleteStack');
      startDeletion(engine, call, request);
      return undefined;
    },

    UpdateTerminationProtection(request: CreateRequest, { region }) {
      const stack = findStack(engine.region(region), request.StackName, 'brackets');
      stack.terminationProtection = request.EnableTerminationProtection === 'true';
      return { StackId: stack.id };
    },
  };
}

/** @throws ServiceError `ValidationError` when the stack's status or protection does not allow it */
function startDeletion(engine: Engine, { region, accessKeyId }: CallContext, request: DeleteRequest): void {
  const stack = engine.region(region).find(request.StackName ?? '');
  // The deletion of a stack that does not exist succeeds, as does a second deletion.
  if (!stack || (stack.status.startsWith('DELETE_') && stack.status !== 'DELETE_FAILED')) return;
  if (stack.terminationProtection) {
    throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  const retain = list(request.RetainResources);
  checkEnum('deletionMode', ['STANDARD', 'FORCE_DELETE_STACK'], request.DeletionMode);
  const force = request.DeletionMode === 'FORCE_DELETE_STACK';
  if ((retain.length || force) && stack.status !== 'DELETE_FAILED') {
    throw validationError(
      `Invalid operation on stack [${stack.id}]. Specify ${force ? 'FORCE_DELETE_STACK' : 'resources to retain'} only when the stack is in the DELETE_FAILED state.`,
    );
  }
  if (stack.status.endsWith('_IN_PROGRESS') && !['CREATE_IN_PROGRESS', 'REVIEW_IN_PROGRESS'].includes(stack.status)) {
    throw validationError(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
  }
  const token = request.ClientRequestToken;
  if (isRepetition(stack, token, 'DeleteStack')) return;
  rememberToken(stack, token, 'DeleteStack');
  const before = stack.status;
  stack.actor = actorOf(stack, accessKeyId, request.RoleARN);
  noteStack({ env: engine.env, stack, token }, 'DELETE_IN_PROGRESS', 'User Initiated');
  const tags = stack.input?.tags ?? {};
  engine.begin(stack, { tags, token }, (run) => deleteStack(run, { retain, force, before }));
}

const ON_FAILURE = ['ROLLBACK', 'DELETE', 'DO_NOTHING'];

async function startCreation(
  engine: Engine,
  readUrl: ReadTemplateUrl,
  { region, accessKeyId }: CallContext,
  request: CreateRequest,
): Promise<{ StackId: string }> {
  const name = newStackName(request);
  checkEnum('onFailure', ON_FAILURE, request.OnFailure);
  const token = request.ClientRequestToken;
  const state = engine.region(region);
  const input = await requestedInput(request, engine, readUrl);
  const existing = state.find(name);
  if (existing && isRepetition(existing, token, 'CreateStack')) return { StackId: existing.id };
  if (existing) throw new ServiceError('AlreadyExistsException', `Stack [${name}] already exists`);
  if (request.DisableRollback !== undefined && request.OnFailure !== undefined) {
    throw validationError('You can specify either DisableRollback or OnFailure, but not both.');
  }
  const stack = newStack(engine.env, region, name);
  const desired = desiredState(input, engine.pseudoParameters(stack, input));
  const onFailure = rollbackDisabled(request, 'CreateStack') ? 'DO_NOTHING' : (request.OnFailure ?? 'ROLLBACK');
  stack.disableRollback = onFailure === 'DO_NOTHING';
  stack.terminationProtection = request.EnableTerminationProtection === 'true';
  rememberToken(stack, token, 'CreateStack');
  stack.actor = actorOf(stack, accessKeyId, request.RoleARN);
  state.add(stack);
  engine.begin(stack, { tags: input.tags, token }, (run) => createStack(run, desired, onFailure));
  return { StackId: stack.id };
}
