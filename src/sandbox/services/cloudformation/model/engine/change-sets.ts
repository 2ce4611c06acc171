import { messageOf } from '../../../../../lib/errors.js';
import { validationError } from '../errors.js';
import type { ChangeSet, OnStackFailure } from '../stack/change-set.js';
import { type DesiredState, desiredState } from '../stack/desired-state.js';
import { hasChanges, planChanges } from '../stack/plan-changes.js';
import type { Stack } from '../stack/stack.js';
import { assertSameTypes, assertUpdatable } from '../stack/update-allowed.js';
import { openJournal } from '../stack/update-journal.js';
import { createStack } from './create-stack.js';
import { refusalsOf, refusalText } from './early-validation.js';
import type { Engine } from './engine.js';
import { LATENCY_MS, noteStack } from './run.js';
import { updateStack } from './update-stack.js';

/**
 * Adds a change set to a stack, and a new stack to its region. The changes are worked out later.
 *
 * @throws ServiceError `ValidationError` for a template that the stack cannot take
 */
export function addChangeSet(
  engine: Engine,
  stack: Stack,
  given: Pick<ChangeSet, 'name' | 'type' | 'input' | 'description' | 'onStackFailure' | 'token' | 'roleArn'>,
): ChangeSet {
  const { env } = engine;
  const { region } = stack;
  assertSameTypes(stack, given.input);
  const desired = desiredState(given.input, engine.pseudoParameters(stack, given.input));
  const changeSet: ChangeSet = {
    ...given,
    id: `arn:aws:cloudformation:${region}:${env.accountId}:changeSet/${given.name}/${crypto.randomUUID()}`,
    createdAt: env.clock.now(),
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    changes: [],
    refusals: [],
  };
  const state = engine.region(region);
  if (!state.find(stack.id)) {
    state.add(stack);
    noteStack({ env, stack, token: given.token }, 'REVIEW_IN_PROGRESS', 'User Initiated');
  }
  stack.changeSets.set(changeSet.id, changeSet);
  engine.later(LATENCY_MS.changeSet, () => workOutChanges(engine, stack, changeSet, desired));
  return changeSet;
}

/** Works out the changes. A change set without changes fails, as in CloudFormation. */
async function workOutChanges(
  engine: Engine,
  stack: Stack,
  changeSet: ChangeSet,
  desired: DesiredState,
): Promise<void> {
  const state = engine.region(stack.region);
  changeSet.status = 'CREATE_IN_PROGRESS';
  try {
    changeSet.changes = await planChanges(stack, desired, engine.handlerOf, (name) => state.importValue(name));
    if (!hasChanges(stack, desired, changeSet.changes)) {
      throw validationError(
        "The submitted information didn't contain changes. Submit different information to create a change set.",
      );
    }
    changeSet.refusals = refusalsOf(engine, stack, desired, changeSet.changes);
    if (changeSet.refusals.length > 0) throw validationError(refusalText(changeSet.refusals));
    changeSet.status = 'CREATE_COMPLETE';
    changeSet.executionStatus = 'AVAILABLE';
  } catch (error) {
    changeSet.status = 'FAILED';
    changeSet.statusReason = messageOf(error);
  }
}

/** Starts the execution of a change set. @throws ServiceError when the stack cannot be updated */
export function executeChangeSet(
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
  // The others were worked out for the stack as it was before.
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
