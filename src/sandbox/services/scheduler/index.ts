import type { SandboxEnvironment } from '../../environment.js';
import type { ApiService } from '../service.js';
import { Scheduler, type ScheduleTargets } from './model.js';
import { schedulerResources } from './resources.js';
import { schedulerWire } from './wire.js';

/** Amazon EventBridge Scheduler. */
export function makeScheduler(env: SandboxEnvironment, targets: ScheduleTargets): ApiService<Scheduler> {
  const model = new Scheduler(env, targets);
  return {
    model,
    wire: schedulerWire(model, env.accountId),
    resources: schedulerResources(env, model),
    close: () => model.close(),
  };
}
