import { restService } from '../../api/protocols.js';
import { bodyOf, json, restRoutes } from '../../api/rest-routes.js';
import type { ControlRequest, ControlService } from '../../api/service.js';
import type { Schedule, ScheduleInput, Scheduler } from './model.js';
import { schedulerNeeds } from './permissions.js';

/** EventBridge Scheduler over REST-JSON. */
export function schedulerWire(scheduler: Scheduler, accountId: string): ControlService {
  const needs = schedulerNeeds(accountId);
  return restService({ signingNames: ['scheduler'], errors: 'json', needs, route: routes(scheduler) });
}

function routes(scheduler: Scheduler) {
  const group = (request: ControlRequest) => request.query.get('groupName') ?? 'default';
  const inputOf = (request: ControlRequest) => {
    const { GroupName, ...input } = bodyOf(request);
    return { input: input as unknown as ScheduleInput, group: GroupName as string | undefined };
  };
  return restRoutes({
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
      const prefix = request.query.get('NamePrefix') ?? '';
      const schedules = scheduler.list(request.region).filter((one) => one.name.startsWith(prefix));
      return json({ Schedules: schedules.map(summarize) });
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
