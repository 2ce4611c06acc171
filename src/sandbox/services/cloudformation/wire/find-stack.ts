import { validationError } from '../model/errors.js';
import type { RegionState } from '../model/stack/region-state.js';
import type { Stack } from '../model/stack/stack.js';
import { required } from './stack-request.js';

/** The stack that a request is about. CloudFormation's wording for a missing one differs from call to call. */
export function findStack(
  state: RegionState,
  nameOrId: string | undefined,
  wording: 'with id' | 'brackets' = 'with id',
): Stack {
  const wanted = required(nameOrId, 'stackName');
  const stack = state.find(wanted);
  if (stack) return stack;
  throw validationError(
    wording === 'brackets' ? `Stack [${wanted}] does not exist` : `Stack with id ${wanted} does not exist`,
  );
}
