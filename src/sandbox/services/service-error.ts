/** An error that the real service would answer, with its code and wording. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  /** `server` for a status of 500 and above: SDKs retry those. */
  readonly fault: 'client' | 'server';

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.status = status;
    this.fault = status >= 500 ? 'server' : 'client';
  }
}

/** The refusal of an operation that the real service has and the sandbox does not: it fails loudly, by name. */
export function unsupported(service: string, operation: string): ServiceError {
  return new ServiceError('NotImplemented', `The sandbox does not support ${service}:${operation}.`, 501);
}
