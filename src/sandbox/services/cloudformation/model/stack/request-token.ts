import { ServiceError } from '../../../service-error.js';
import type { Stack } from './stack.js';

/**
 * Whether a request with this token was accepted before: a repetition must not start the action again.
 *
 * @throws ServiceError `TokenAlreadyExistsException` when the token was used for another action.
 */
export function isRepetition(stack: Stack, token: string | undefined, action: string): boolean {
  const seen = token === undefined ? undefined : stack.tokens.get(token);
  if (seen === undefined || seen === action) return seen === action;
  throw new ServiceError('TokenAlreadyExistsException', `A client request token already exists: ${token}`);
}

/** Call it when the request can no longer be refused. */
export function rememberToken(stack: Stack, token: string | undefined, action: string): void {
  if (token !== undefined) stack.tokens.set(token, action);
}
