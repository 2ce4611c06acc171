import { GLOBAL_REGION } from '../../aws/aws-clients.js';
import type { StreamRegion } from '../../cluster/cluster.js';
import { countOf } from '../../count-of.js';
import { type Check, type Finding, found, pass, skip } from '../../doctor/check.js';
import { each } from '../../doctor/each-region.js';
import { CvsError } from '../../errors.js';
import { copilotStack, detectorStack, instanceStack } from '../../parts/stacks/cluster-stacks.js';
import type { DeployedFacts } from '../deployed.js';
import {
  alertHandlerNeeds,
  copilotNeeds,
  detectorNeeds,
  type RoleNeed,
  type RoleResources,
  scheduleNeeds,
} from '../role-needs.js';

/** A role, and what it is there for. */
interface Asked {
  who: string;
  region: string;
  roleArn(): Promise<string | undefined>;
  needs(resources: RoleResources): readonly RoleNeed[];
}

export function roles(deployed: DeployedFacts): Check {
  const { cluster } = deployed;
  return {
    id: 'roles',
    group: 'Deployment',
    title: 'The roles of the functions and schedules may do what they are for',
    run: () =>
      each([...cluster.regions.flatMap((member) => ofRegion(deployed, member)), copilot(deployed)], (one) =>
        judge(deployed, one),
      ),
  };
}

function ofRegion(deployed: DeployedFacts, member: StreamRegion): readonly Asked[] {
  const { region } = member;
  const [detectors, instances] = [detectorStack(deployed.cluster, region), instanceStack(deployed.cluster, region)];
  const roleOf = async (stack: typeof detectors, logicalId: string) => {
    const id = await deployed.physicalId(stack, logicalId);
    return id === undefined ? undefined : (await deployed.functionOf(region, id))?.roleArn;
  };
  return [
    {
      who: 'detector',
      region,
      roleArn: () => roleOf(detectors, 'Detector'),
      needs: (all) => detectorNeeds(member, all),
    },
    {
      who: 'alert handler',
      region,
      roleArn: () => roleOf(instances, 'AlertHandler'),
      needs: (all) => alertHandlerNeeds(deployed.cluster, member, all),
    },
    {
      who: 'schedule',
      region,
      async roleArn() {
        const id = await deployed.physicalId(detectors, 'Schedule');
        return id === undefined ? undefined : (await deployed.scheduleOf(region, id))?.roleArn;
      },
      needs: (all) => scheduleNeeds(member, all),
    },
  ];
}

function copilot(deployed: DeployedFacts): Asked {
  return {
    who: 'copilot',
    region: GLOBAL_REGION,
    async roleArn() {
      const id = await deployed.physicalId(copilotStack(deployed.cluster), 'Copilot');
      return id === undefined ? undefined : (await deployed.functionOf(GLOBAL_REGION, id))?.roleArn;
    },
    needs: (all) => copilotNeeds(deployed.cluster, all),
  };
}

async function judge(
  deployed: DeployedFacts,
  { who, region, roleArn, needs }: Asked,
): Promise<Finding | readonly Finding[]> {
  const [principalArn, resources] = await Promise.all([roleArn(), resourcesOf(deployed, region)]);
  if (principalArn === undefined) return skip(`not seen: the ${who} is not there`);
  try {
    const decisions = (
      await Promise.all(needs(resources).map((need) => deployed.decisions({ principalArn, ...need })))
    ).flat();
    const denied = decisions.filter(({ allowed }) => !allowed);
    if (denied.length === 0) {
      return pass(`the ${who}: ${countOf(new Set(decisions.map(({ action }) => action)).size, 'action')} allowed`);
    }
    return denied.map(({ action, resource }) => found('role-denied', `the ${who} may not ${action} on ${resource}`));
  } catch (error) {
    if (error instanceof CvsError && error.code === 'ACCESS_DENIED') {
      return skip('not seen: iam:SimulatePrincipalPolicy is denied; `cvs policy viewer` has it');
    }
    throw error;
  }
}

/** The physical ids of a region's stacks, or of the copilot's. */
async function resourcesOf(deployed: DeployedFacts, region: string): Promise<RoleResources> {
  const { cluster } = deployed;
  const ids =
    region === GLOBAL_REGION && !cluster.regions.some((one) => one.region === region)
      ? ([[copilotStack(cluster), ['Copilot']]] as const)
      : ([
          [copilotStack(cluster), ['Copilot']],
          [detectorStack(cluster, region), ['Topic', 'ObservationTopic', 'DetectorState', 'DetectorLogs', 'Detector']],
          [instanceStack(cluster, region), ['FailedAlerts', 'AlertHandlerLogs']],
        ] as const);
  const read = ids.flatMap(([stack, logicalIds]) =>
    logicalIds.map(async (id) => [id, await deployed.physicalId(stack, id)] as const),
  );
  const known = new Map<string, string | undefined>(await Promise.all(read));
  const { account } = await deployed.caller();
  return { account, of: (logicalId) => known.get(logicalId) ?? 'not-there' };
}
