import { type Check, type Finding, found, pass } from '../../doctor/check.js';
import { each } from '../../doctor/each-region.js';
import type { DeployedFacts } from '../deployed.js';
import * as parts from '../parts.js';

export function schedules(deployed: DeployedFacts): Check {
  return {
    id: 'schedules',
    group: 'Deployment',
    title: 'The detectors are started each minute',
    run: () =>
      each(parts.schedules(deployed.cluster), async ({ region, stack, logicalId }): Promise<Finding> => {
        const [name, detector] = await Promise.all([
          deployed.physicalId(stack, logicalId),
          deployed.physicalId(stack, 'Detector'),
        ]);
        const look = name === undefined ? undefined : await deployed.scheduleOf(region, name);
        if (look === undefined) return found('schedule-missing', 'the schedule of the detector is not there');
        const { state, expression, targetArn } = look;
        if (state !== 'ENABLED') return found('schedule-off', `the schedule ${name} is ${state}`);
        if (!targetArn.endsWith(`:function:${detector}`)) {
          return found('schedule-off', `the schedule ${name} starts ${targetArn}, not the detector`);
        }
        return pass(`${expression}, ${state}`);
      }),
  };
}
