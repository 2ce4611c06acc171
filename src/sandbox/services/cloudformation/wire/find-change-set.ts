import { ServiceError } from '../../service-error.js';
import { validationError } from '../model/errors.js';
import type { ChangeSet } from '../model/stack/change-set.js';
import type { RegionState } from '../model/stack/region-state.js';
import type { Stack } from '../model/stack/stack.js';
import { findStack } from './find-stack.js';
import { required } from './stack-request.js';

/** What names a change set: its ARN, or its name and its stack. */
interface ChangeSetNames {
  StackName?: string;
  ChangeSetName?: string;
}

interface FoundChangeSet {
  stack: Stack;
  changeSet: ChangeSet;
}

/** The change set that a request names. @throws ServiceError ChangeSetNotFound */
export function findChangeSet(state: RegionState, request: ChangeSetNames): FoundChangeSet {
  const found = lookForChangeSet(state, request);
  if (found) return found;
  throw new ServiceError('ChangeSetNotFound', `ChangeSet [${request.ChangeSetName}] does not exist`, 404);
}

/** The same, where its absence is no error. @throws ServiceError ValidationError for names that cannot be one */
export function lookForChangeSet(state: RegionState, request: ChangeSetNames): FoundChangeSet | undefined {
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
  return undefined;
}
