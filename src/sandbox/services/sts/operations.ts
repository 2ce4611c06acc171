import type { Operations } from '../../api/operations.js';

/** What the sandbox has of AWS STS. */
export const STS_OPERATIONS: Operations = {
  GetCallerIdentity: [],
  AssumeRole: ['RoleArn', 'RoleSessionName', 'Policy', 'DurationSeconds', 'ExternalId', 'SerialNumber', 'TokenCode'],
};
