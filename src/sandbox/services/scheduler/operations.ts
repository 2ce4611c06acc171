import type { Operations } from '../../api/operations.js';

const SETTINGS = [
  'Name',
  'GroupName',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'Description',
  'State',
  'FlexibleTimeWindow',
  'Target',
  'ClientToken',
];

/** What the sandbox has of Amazon EventBridge Scheduler. */
export const SCHEDULER_OPERATIONS: Operations = {
  CreateSchedule: SETTINGS,
  GetSchedule: ['Name', 'GroupName'],
  UpdateSchedule: SETTINGS,
  DeleteSchedule: ['Name', 'GroupName', 'ClientToken'],
  ListSchedules: ['NamePrefix', 'GroupName', 'State', 'MaxResults', 'NextToken'],
};
