import { restService } from '../../api/protocols.js';
import { bodyOf, checkingMembers, json, restRoutes } from '../../api/rest-routes.js';
import type { ControlRequest, ControlService } from '../../api/service.js';
import type { Schedule, ScheduleInput, Scheduler } from './model.js';
import { SCHEDULER_OPERATIONS } from './operations.js';
import { schedulerNeeds } from './permissions.js';

/** EventBridge Scheduler over REST-JSON. */
export function schedulerWire(scheduler: Scheduler, accountId: string): ControlService {
  const needs = schedulerNeeds(accountId);
  return restService({
    signingNames: ['scheduler'],
    errors: 'json',
    supported: SCHEDULER_OPERATIONS,
    needs,
    route: checkingMembers('scheduler', SCHEDULER_OPERATIONS, routes(scheduler)),
  });
}

function routes(scheduler: Scheduler) {
  const group = (request: ControlRequest) => request.query.get('groupName') ?? 'default';
  const inputOf = (request: ControlRequest) => {
    // The token makes a call idempotent and is no setting.
    const { GroupName, ClientToken: _token, ...input } = bodyOf(request);
    return { input: input as unknown as ScheduleInput, group: GroupName as string | undefined };
  };
  return restRoutes('scheduler', {
    'POST /schedules/:name': (request, { name = '' }) => {
      const given = inputOf(request);
      return json({ ScheduleArn: scheduler.create(request.region, name, given.input, given.group).arn });
    },
    'GET /schedules/:name': (request, { name = '' }) =>
      json(describe(scheduler.get(request.region, name, group(request)))),
    'PUT /schedules/:name': (request, { name = '' }) => {
      const given = inputOf(request);
      return json({ ScheduleArn: scheduler.update(request.region, name, given.input, given.group).arn });
    },
    'DELETE /schedules/:name': (request, { name = '' }) => {
      scheduler.delete(request.region, name, group(request));
      return json({});
    },
    'GET /schedules': (request) => {
      const { query } = request;
      const [group, state] = [query.get('ScheduleGroup'), query.get('State')];
      const schedules = scheduler
        .list(request.region)
        .filter((one) => one.name.startsWith(query.get('NamePrefix') ?? ''))
        .filter((one) => (!group || one.group === group) && (!state || (one.input.State ?? 'ENABLED') === state));
      const start = Number(query.get('NextToken') ?? 0);
      const end = start + Math.min(100, Number(query.get('MaxResults') ?? 100));
      return json({
        Schedules: schedules.slice(start, end).map(summarize),
        NextToken: end < schedules.length ? String(end) : undefined,
      });
    },
  });
}

function describe(schedule: Schedule): object {
  return {
    Arn: schedule.arn,
    Name: schedule.name,
    GroupName: schedule.group,
    CreationDate: schedule.createdAt / 1000,
    LastModificationDate: schedule.modifiedAt / 1000,
    State: 'ENABLED',
    ScheduleExpressionTimezone: 'UTC',
    ...schedule.input,
  };
}

function summarize(schedule: Schedule): object {
  return {
    Arn: schedule.arn,
    Name: schedule.name,
    GroupName: schedule.group,
    CreationDate: schedule.createdAt / 1000,
    LastModificationDate: schedule.modifiedAt / 1000,
    State: schedule.input.State ?? 'ENABLED',
    Target: { Arn: schedule.input.Target.Arn },
  };
}
