import { ServiceError } from '../../../service-error.js';

/** What CloudFormation answers to nearly every wrong input. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

/** Why something failed, in one line for an event. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
