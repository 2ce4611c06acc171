import { ServiceError } from '../../control/service.js';

const UNITS_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * The period of `rate(<value> <unit>)` in ms ("Schedule types on EventBridge Scheduler").
 *
 * @throws ServiceError ValidationException for anything else: the sandbox has no cron and no one-time schedules
 */
export function rateMs(expression: string): number {
  const match = /^rate\(\s*([1-9]\d*)\s+(minute|hour|day)s?\s*\)$/.exec(expression ?? '');
  if (!match) {
    throw new ServiceError('ValidationException', `Invalid Schedule Expression ${expression}.`);
  }
  return Number(match[1]) * (UNITS_MS[match[2] as string] as number);
}
