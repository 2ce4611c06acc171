import { restService } from '../../control/protocols.js';
import { bodyOf, json, restRoutes } from '../../control/rest-routes.js';
import { type ControlRequest, type ControlResponse, type ControlService, ServiceError } from '../../control/service.js';
import type { SandboxEnvironment } from '../../environment.js';
import { rateMs } from './rate.js';

export interface ScheduleTarget {
  Arn: string;
  RoleArn: string;
  /** JSON text. */
  Input?: string;
  RetryPolicy?: Readonly<Record<string, unknown>>;
  DeadLetterConfig?: Readonly<Record<string, unknown>>;
}

/** A schedule as the API has it. */
export interface ScheduleInput {
  ScheduleExpression: string;
  ScheduleExpressionTimezone?: string;
  Description?: string;
  State?: 'ENABLED' | 'DISABLED';
  FlexibleTimeWindow: Readonly<Record<string, unknown>>;
  Target: ScheduleTarget;
}

interface Schedule {
  name: string;
  group: string;
  region: string;
  arn: string;
  input: ScheduleInput;
  createdAt: number;
  modifiedAt: number;
  stop: AbortController;
}

/** What schedules call. */
export interface ScheduleTargets {
  invokeAsync(functionArn: string, payload: unknown, options: { region: string }): Promise<unknown>;
}

/**
 * Amazon EventBridge Scheduler for `rate(…)` schedules of functions. They run in real time, whatever the sandbox's
 * speed, and begin at once ("Rate-based schedules").
 */
export class SchedulerService implements ControlService {
  readonly signingNames = ['scheduler'];
  readonly #env: SandboxEnvironment;
  readonly #targets: ScheduleTargets;
  readonly #schedules = new Map<string, Schedule>();
  readonly #rest: ControlService;

  constructor(env: SandboxEnvironment, targets: ScheduleTargets) {
    this.#env = env;
    this.#targets = targets;
    this.#rest = restService({ signingNames: this.signingNames, errors: 'json', route: this.#routes() });
  }

  handle(request: ControlRequest): Promise<ControlResponse> {
    return this.#rest.handle(request);
  }

  /** @throws ServiceError ConflictException, ValidationException */
  create(region: string, name: string, input: ScheduleInput, group = 'default'): { arn: string } {
    const key = `${region}/${group}/${name}`;
    if (this.#schedules.has(key)) throw new ServiceError('ConflictException', `Schedule ${name} already exists.`, 409);
    check(input);
    const now = this.#env.clock.now();
    const arn = `arn:aws:scheduler:${region}:${this.#env.accountId}:schedule/${group}/${name}`;
    const schedule: Schedule = {
      name,
      group,
      region,
      arn,
      input,
      createdAt: now,
      modifiedAt: now,
      stop: new AbortController(),
    };
    this.#schedules.set(key, schedule);
    void this.#run(schedule);
    return { arn };
  }

  /** Replaces all of a schedule's settings; its rate begins anew. */
  update(region: string, name: string, input: ScheduleInput, group = 'default'): { arn: string } {
    const schedule = this.#get(region, name, group);
    check(input);
    schedule.stop.abort();
    Object.assign(schedule, { input, modifiedAt: this.#env.clock.now(), stop: new AbortController() });
    void this.#run(schedule);
    return { arn: schedule.arn };
  }

  delete(region: string, name: string, group = 'default'): void {
    this.#get(region, name, group).stop.abort();
    this.#schedules.delete(`${region}/${group}/${name}`);
  }

  has(region: string, name: string, group = 'default'): boolean {
    return this.#schedules.has(`${region}/${group}/${name}`);
  }

  async close(): Promise<void> {
    for (const schedule of this.#schedules.values()) schedule.stop.abort();
    this.#schedules.clear();
  }

  #get(region: string, name: string, group: string): Schedule {
    const schedule = this.#schedules.get(`${region}/${group}/${name}`);
    if (!schedule) throw new ServiceError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    return schedule;
  }

  async #run(schedule: Schedule): Promise<void> {
    const { signal } = schedule.stop;
    const { State = 'ENABLED', ScheduleExpression, Target } = schedule.input;
    if (State === 'DISABLED') return;
    while (!signal.aborted) {
      await this.#fire(schedule, Target);
      await this.#env.clock.sleep(rateMs(ScheduleExpression), signal).catch(() => undefined);
    }
  }

  async #fire(schedule: Schedule, target: ScheduleTarget): Promise<void> {
    try {
      const payload: unknown = JSON.parse(target.Input ?? '{}');
      await this.#targets.invokeAsync(target.Arn, payload, { region: schedule.region });
    } catch (error) {
      const message = `${schedule.name} could not invoke ${target.Arn}: ${String(error)}`;
      this.#env.log({ source: 'scheduler', region: schedule.region, message, level: 'warn' });
    }
  }

  #routes() {
    const group = (request: ControlRequest) => request.query.get('groupName') ?? 'default';
    return restRoutes({
      'POST /schedules/{name}': (request, { name = '' }) => {
        const { GroupName, ...input } = bodyOf(request);
        const made = this.create(
          request.region,
          name,
          input as unknown as ScheduleInput,
          GroupName as string | undefined,
        );
        return json({ ScheduleArn: made.arn });
      },
      'GET /schedules/{name}': (request, { name = '' }) =>
        json(describe(this.#get(request.region, name, group(request)))),
      'PUT /schedules/{name}': (request, { name = '' }) => {
        const { GroupName, ...input } = bodyOf(request);
        const made = this.update(
          request.region,
          name,
          input as unknown as ScheduleInput,
          GroupName as string | undefined,
        );
        return json({ ScheduleArn: made.arn });
      },
      'DELETE /schedules/{name}': (request, { name = '' }) => {
        this.delete(request.region, name, group(request));
        return json({});
      },
      'GET /schedules': (request) => {
        const prefix = request.query.get('NamePrefix') ?? '';
        const schedules = [...this.#schedules.values()].filter(
          (one) => one.region === request.region && one.name.startsWith(prefix),
        );
        return json({ Schedules: schedules.map(summarize) });
      },
    });
  }
}

function check(input: ScheduleInput): void {
  rateMs(input.ScheduleExpression);
  if (!input.Target?.Arn?.startsWith('arn:aws:lambda:')) {
    throw new ServiceError('ValidationException', 'The sandbox schedules Lambda functions only.');
  }
  try {
    JSON.parse(input.Target.Input ?? '{}');
  } catch {
    throw new ServiceError('ValidationException', 'Input must be valid JSON for this target.');
  }
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
