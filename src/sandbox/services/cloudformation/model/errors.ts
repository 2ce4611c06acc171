import { ServiceError } from '../../service-error.js';

/** What CloudFormation answers to nearly every wrong input. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}
