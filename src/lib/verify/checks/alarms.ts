import type { StreamRegion } from '../../cluster/cluster.js';
import { countOf } from '../../count-of.js';
import { type Check, type Finding, found, pass } from '../../doctor/check.js';
import { each } from '../../doctor/each-region.js';
import { stackNameOf } from '../../parts/stacks/cluster-stacks.js';
import type { AlarmLook, DeployedFacts } from '../deployed.js';
import { ALARMS } from '../parts.js';

export function alarms(deployed: DeployedFacts): Check {
  return {
    id: 'alarms',
    group: 'Deployment',
    title: 'The alarms are there, and notify',
    run: () =>
      each(deployed.cluster.regions, async (member) => {
        const byTemplate = Object.entries(ALARMS) as [keyof typeof ALARMS, readonly string[]][];
        const looked = byTemplate.map(async ([template, ends]) => {
          const stackName = stackNameOf(deployed.cluster.name, template);
          const seen = await deployed.alarms(member.region, `${stackName}-`);
          return ends.map((end) => [`${stackName}${end}`, seen] as const);
        });
        const wanted = (await Promise.all(looked)).flat();
        return judge(
          member,
          wanted.map(([name, seen]) => [name, seen.find((one) => one.name === name)] as const),
        );
      }),
  };
}

function judge(
  { alarmTopicArn }: StreamRegion,
  looked: readonly (readonly [name: string, look: AlarmLook | undefined])[],
): Finding | readonly Finding[] {
  const wrong = looked.flatMap(([name, look]): Finding[] => {
    if (look === undefined) return [found('alarm-missing', `the alarm ${name} is not there`)];
    if (!look.actionsEnabled) return [found('alarm-silent', `the actions of the alarm ${name} are disabled`)];
    if (alarmTopicArn !== undefined && !look.actions.includes(alarmTopicArn)) {
      return [found('alarm-silent', `the alarm ${name} does not notify ${alarmTopicArn}`)];
    }
    return look.state === 'ALARM' ? [found('alarm-raised', `the alarm ${name} is in ALARM: ${look.reason}`)] : [];
  });
  if (wrong.length > 0) return wrong;
  const withoutData = looked.filter(([, look]) => look?.state === 'INSUFFICIENT_DATA').length;
  return pass(`${countOf(looked.length, 'alarm')}, ${withoutData} of them without data yet`);
}

export function dashboard(deployed: DeployedFacts): Check {
  return {
    id: 'dashboard',
    group: 'Deployment',
    title: 'The dashboard is there',
    async run() {
      const { name } = deployed.cluster;
      return [
        (await deployed.hasDashboard(name))
          ? pass(name)
          : found('dashboard-missing', `CloudWatch has no dashboard ${name}`),
      ];
    },
  };
}
