import { type Check, type Finding, found, pass, skip } from '../../doctor/check.js';
import { each } from '../../doctor/each-region.js';
import { isDeployed } from '../../doctor/is-deployed.js';
import { stackNameOf } from '../../parts/stacks/cluster-stacks.js';
import type { DeployedFacts } from '../deployed.js';
import { ALARMS } from '../parts.js';

/** Names that the templates give: CloudFormation does not make a resource whose name is taken. */
export function namesFree(deployed: DeployedFacts): Check {
  return {
    id: 'names-free',
    group: 'Account',
    title: 'The names of the alarms and the dashboard are free',
    async run(facts) {
      if (await isDeployed(facts)) return [skip('the cluster is deployed: its names are its own')];
      const { name, regions } = deployed.cluster;
      const byRegion = await each(regions, async ({ region }): Promise<readonly Finding[]> => {
        const looked = (Object.keys(ALARMS) as (keyof typeof ALARMS)[]).map(async (template) => {
          const stackName = stackNameOf(name, template);
          const wanted = ALARMS[template].map((end) => `${stackName}${end}`);
          return (await deployed.alarms(region, `${stackName}-`)).filter((one) => wanted.includes(one.name));
        });
        const taken = (await Promise.all(looked)).flat();
        return taken.length === 0
          ? [pass('no alarm has such a name')]
          : taken.map((one) => found('name-taken', `there is an alarm ${one.name} already`));
      });
      return [
        ...byRegion,
        (await deployed.hasDashboard(name))
          ? found('name-taken', `there is a dashboard ${name} already`)
          : pass(`no dashboard ${name}`),
      ];
    },
  };
}
