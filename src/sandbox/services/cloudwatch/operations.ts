import type { Operations } from '../../api/operations.js';

/** What the sandbox has of Amazon CloudWatch. */
export const CLOUDWATCH_OPERATIONS: Operations = {
  DescribeAlarms: ['AlarmNames', 'AlarmNamePrefix', 'MaxRecords'],
  GetDashboard: ['DashboardName'],
};
