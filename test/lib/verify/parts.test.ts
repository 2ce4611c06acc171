import { beforeAll, describe, expect, test } from '@jest/globals';
import type { TemplateName } from '../../../src/lib/assets/assets.js';
import * as parts from '../../../src/lib/verify/parts.js';
import { alertHandlerNeeds, copilotNeeds, detectorNeeds, scheduleNeeds } from '../../../src/lib/verify/role-needs.js';
import { exampleCluster } from '../../support/example-cluster.js';
import { templatesWithoutCode } from '../../templates/filled-templates.js';
import { type Any, list, type RawTemplates, rawTemplates, resourcesOf } from '../../templates/raw-templates.js';

const cluster = exampleCluster();
const [member] = cluster.regions;
if (!member) throw new Error('The example has regions.');

let raw: RawTemplates;

beforeAll(async () => {
  raw = rawTemplates(await templatesWithoutCode());
});

describe('what is verified is what the templates have', () => {
  test.each<[string, readonly parts.StackResource[]]>([
    ['AWS::Lambda::Function', [...parts.regionalFunctions(cluster), parts.copilotFunction(cluster)]],
    ['AWS::Scheduler::Schedule', parts.schedules(cluster)],
    ['AWS::Logs::LogGroup', parts.logGroups(cluster)],
    ['AWS::SNS::Topic', parts.topics(cluster)],
  ])('all of %s', (type, looked) => {
    const idsOf = (template: TemplateName) => resourcesOf(raw[template], type).map(([id]) => `${template} ${id}`);
    const all = (Object.keys(raw) as TemplateName[]).flatMap(idsOf);
    expect([...new Set(looked.map(({ stack, logicalId }) => `${stack.template} ${logicalId}`))].sort()).toEqual(
      all.sort(),
    );
  });

  test('every queue for dead letters', () => {
    const ids = parts.deadLetterQueues(cluster).map(({ logicalId }) => logicalId);
    const queues = (['stale-playlist-detector', 'clustered-video-stream-instance'] as const).flatMap((template) =>
      resourcesOf(raw[template], 'AWS::SQS::Queue').map(([id]) => id),
    );
    expect([...new Set(ids), 'Queue'].sort()).toEqual(queues.sort());
  });

  test('every alarm, by its name', () => {
    for (const template of Object.keys(raw) as TemplateName[]) {
      const names = resourcesOf(raw[template], 'AWS::CloudWatch::Alarm').map(
        ([, one]) => one.Properties.AlarmName['Fn::Sub'],
      );
      const wanted = (parts.ALARMS as Partial<Record<TemplateName, readonly string[]>>)[template] ?? [];
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what Fn::Sub takes
      expect(names.sort()).toEqual(wanted.map((end) => '${AWS::StackName}'.concat(end)).sort());
    }
  });

  test('as many subscriptions as the stacks make', () => {
    const own = resourcesOf(raw['stale-playlist-detector'], 'AWS::SNS::Subscription').length;
    const handlers = resourcesOf(raw['clustered-video-stream-instance'], 'AWS::SNS::Subscription').length;
    const inRegion = parts.topics(cluster).filter(({ region }) => region === member.region);
    expect(inRegion.reduce((sum, { subscriptions }) => sum + subscriptions, 0)).toBe(own + handlers);
  });
});

describe('what a role is asked about is what its template allows', () => {
  const all = { account: '123456789012', of: (id: string) => id };
  test.each<[TemplateName, string, readonly { actions: readonly string[]; resources: readonly string[] }[]]>([
    ['stale-playlist-detector', 'DetectorRole', detectorNeeds(member, all)],
    ['stale-playlist-detector', 'ScheduleRole', scheduleNeeds(member, all)],
    ['clustered-video-stream-instance', 'AlertHandlerRole', alertHandlerNeeds(cluster, member, all)],
    ['copilot', 'CopilotRole', copilotNeeds(cluster, all)],
  ])('%s: %s', (template, role, needs) => {
    const policies: Any[] = raw[template].Resources[role].Properties.Policies;
    const allowed = policies.flatMap((one) => list(one.PolicyDocument.Statement).flatMap(({ Action }) => list(Action)));
    expect([...new Set(needs.flatMap(({ actions }) => actions))].sort()).toEqual([...new Set(allowed)].sort());
  });
});
