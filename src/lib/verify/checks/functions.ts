import { type Check, type Finding, found, pass } from '../../doctor/check.js';
import { each } from '../../doctor/each-region.js';
import type { DeployedFacts } from '../deployed.js';
import { copilotFunction, regionalFunctions, type StackResource } from '../parts.js';

/** Lambda puts a function to sleep that is not called for weeks, and wakes it at a call ("Lambda function states"). */
const READY = new Set(['Active', 'Inactive']);

export function functions(deployed: DeployedFacts): Check {
  return {
    id: 'functions',
    group: 'Deployment',
    title: 'The functions are there, and ready',
    async run(facts) {
      const { regions } = await facts.status();
      const attached = regions.flatMap(({ distribution }) =>
        distribution.known ? (distribution.value.version ?? []) : [],
      );
      const copilot = copilotFunction(deployed.cluster);
      return [
        ...(await each(regionalFunctions(deployed.cluster), (one) => lookAt(deployed, one))),
        ...(await each(
          [...new Set(attached)].map((version) => ({ ...copilot, version })),
          (one) => lookAt(deployed, one),
        )),
        ...(await each(attached.length === 0 ? [copilot] : [], (one) => lookAt(deployed, one))),
      ];
    },
  };
}

async function lookAt(
  deployed: DeployedFacts,
  { name, region, stack, logicalId, version }: StackResource & { version?: string },
): Promise<Finding> {
  const what = version === undefined ? `the ${name}` : `version ${version} of the ${name}`;
  const id = await deployed.physicalId(stack, logicalId);
  const look = id === undefined ? undefined : await deployed.functionOf(region, id, version);
  if (look === undefined) return found('function-missing', `${what} is not there${id === undefined ? '' : `: ${id}`}`);
  const { state, lastUpdate, reason, runtime, memoryMb, timeoutS } = look;
  const why = reason === undefined ? '' : `: ${reason}`;
  if (!READY.has(state)) return found('function-not-ready', `${what} is ${state}${why}`);
  if (lastUpdate === 'Failed') return found('function-not-ready', `the last update of ${what} failed${why}`);
  return pass(`${what} is ${state}: ${runtime}, ${memoryMb} MB, ${timeoutS} s`);
}
