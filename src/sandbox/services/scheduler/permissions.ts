import type { Need } from '../../api/need.js';
import { bodyOf, router } from '../../api/rest-routes.js';
import type { ControlRequest } from '../../api/service.js';

/** By route. */
const ACTIONS: Readonly<Record<string, string>> = {
  'POST /schedules/:name': 'CreateSchedule',
  'GET /schedules/:name': 'GetSchedule',
  'PUT /schedules/:name': 'UpdateSchedule',
  'DELETE /schedules/:name': 'DeleteSchedule',
  'GET /schedules': 'ListSchedules',
};

/**
 * What EventBridge Scheduler's operations need ("Actions, resources, and condition keys for Amazon EventBridge Scheduler",
 * Service Authorization Reference), and that the caller may pass the role of the target.
 */
export function schedulerNeeds(accountId: string): (request: ControlRequest) => readonly Need[] {
  const find = router(ACTIONS);
  return (request) => {
    const found = find(request);
    if (!found) return [];
    const { name = '*' } = found.params;
    const { GroupName, Target } = bodyOf(request) as { GroupName?: string; Target?: { RoleArn?: string } };
    const group = GroupName ?? request.query.get('groupName') ?? 'default';
    const resource = `arn:aws:scheduler:${request.region}:${accountId}:schedule/${group}/${name}`;
    return [
      { action: `scheduler:${found.operation}`, resource },
      ...(Target?.RoleArn
        ? [
            {
              action: 'iam:PassRole',
              resource: Target.RoleArn,
              context: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
            },
          ]
        : []),
    ];
  };
}
