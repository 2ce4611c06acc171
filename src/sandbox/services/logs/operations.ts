import type { Operations } from '../../api/operations.js';

/** What the sandbox has of Amazon CloudWatch Logs. */
export const LOGS_OPERATIONS: Operations = {
  DescribeLogGroups: ['logGroupNamePrefix'],
};
