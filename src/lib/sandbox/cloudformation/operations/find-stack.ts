import { ServiceError } from '../../control/service.js';
import { validationError } from '../errors.js';
import type { RegionState } from '../stack/region-state.js';
import type { Stack } from '../stack/stack.js';
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

/**
 * Remembers the request's token; a repeated one stands for the same request, which then must not start again.
 *
 * @returns true when the request is a repetition.
 * @throws ServiceError `TokenAlreadyExistsException` when the token was used for another action.
 */
export function isRepeated(stack: Stack, token: string | undefined, action: string): boolean {
  if (!token) return false;
  const seen = stack.tokens.get(token);
  if (seen === undefined) {
    stack.tokens.set(token, action);
    return false;
  }
  if (seen === action) return true;
  throw new ServiceError('TokenAlreadyExistsException', `A client request token already exists: ${token}`);
}
