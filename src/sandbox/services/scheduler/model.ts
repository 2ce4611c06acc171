import type { SandboxEnvironment } from '../../environment.js';
import { ServiceError } from '../service-error.js';

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

export interface Schedule {
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
export class Scheduler {
  readonly #env: SandboxEnvironment;
  readonly #targets: ScheduleTargets;
  readonly #schedules = new Map<string, Schedule>();

  constructor(env: SandboxEnvironment, targets: ScheduleTargets) {
    this.#env = env;
    this.#targets = targets;
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

  /** Replaces all of a schedule's settings; its rate starts over. */
  update(region: string, name: string, input: ScheduleInput, group = 'default'): { arn: string } {
    const schedule = this.get(region, name, group);
    check(input);
    schedule.stop.abort();
    Object.assign(schedule, { input, modifiedAt: this.#env.clock.now(), stop: new AbortController() });
    void this.#run(schedule);
    return { arn: schedule.arn };
  }

  delete(region: string, name: string, group = 'default'): void {
    this.get(region, name, group).stop.abort();
    this.#schedules.delete(`${region}/${group}/${name}`);
  }

  has(region: string, name: string, group = 'default'): boolean {
    return this.#schedules.has(`${region}/${group}/${name}`);
  }

  list(region: string): Schedule[] {
    return [...this.#schedules.values()].filter((schedule) => schedule.region === region);
  }

  async close(): Promise<void> {
    for (const schedule of this.#schedules.values()) schedule.stop.abort();
    this.#schedules.clear();
  }

  /** @throws ServiceError ResourceNotFoundException */
  get(region: string, name: string, group = 'default'): Schedule {
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
}

function check(input: ScheduleInput): void {
  const { Mode } = input.FlexibleTimeWindow ?? {};
  if (Mode !== 'OFF') {
    throw new ServiceError(
      'NotImplemented',
      `The sandbox does not support FlexibleTimeWindow ${Mode} of schedules.`,
      501,
    );
  }
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

const UNITS_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * The period of `rate(<value> <unit>)` in ms ("Schedule types on EventBridge Scheduler").
 *
 * @throws ServiceError ValidationException for what is no schedule; cron and one-time schedules are refused by name
 */
function rateMs(expression: string): number {
  if (/^(cron|at)\(.+\)$/.test(expression ?? '')) {
    const kind = expression.slice(0, expression.indexOf('('));
    throw new ServiceError('NotImplemented', `The sandbox does not support ${kind} schedules: ${expression}.`, 501);
  }
  const match = /^rate\(\s*([1-9]\d*)\s+(minute|hour|day)s?\s*\)$/.exec(expression ?? '');
  if (!match) {
    throw new ServiceError('ValidationException', `Invalid Schedule Expression ${expression}.`);
  }
  return Number(match[1]) * (UNITS_MS[match[2] as string] as number);
}
