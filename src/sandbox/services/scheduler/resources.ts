import type { SandboxEnvironment } from '../../environment.js';
import { generatedName } from '../../resources/generated-name.js';
import { objectProperty, onlyProperties, requiredText, textProperty } from '../../resources/properties.js';
import type { ResourceHandler, ResourceProperties } from '../../resources/resource-handler.js';
import type { ScheduleInput, Scheduler, ScheduleTarget } from './model.js';

const TYPE = 'AWS::Scheduler::Schedule';
const KNOWN = [
  'Name',
  'GroupName',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'Description',
  'State',
  'FlexibleTimeWindow',
  'Target',
];

/** `AWS::Scheduler::Schedule`; `Ref` is its name. */
export function schedulerResources(env: SandboxEnvironment, scheduler: Scheduler): ResourceHandler[] {
  return [
    {
      type: TYPE,
      createOnly: ['Name'],
      latencyMs: { create: 5000, update: 3000, delete: 2000 },
      async create(properties, context) {
        const name = textProperty(properties, 'Name') ?? generatedName(context, env.id(12));
        const { arn } = scheduler.create(
          context.region,
          name,
          inputOf(properties),
          textProperty(properties, 'GroupName'),
        );
        return { physicalId: name, attributes: { Arn: arn } };
      },
      async update(name, properties, _previous, context) {
        const { arn } = scheduler.update(
          context.region,
          name,
          inputOf(properties),
          textProperty(properties, 'GroupName'),
        );
        return { physicalId: name, attributes: { Arn: arn } };
      },
      async delete(name, properties, context) {
        const group = textProperty(properties, 'GroupName');
        if (scheduler.has(context.region, name, group)) scheduler.delete(context.region, name, group);
      },
    },
  ];
}

function inputOf(properties: ResourceProperties): ScheduleInput {
  onlyProperties(TYPE, properties, KNOWN);
  const { Name: _name, GroupName: _group, ...input } = properties;
  requiredText(properties, 'ScheduleExpression');
  requiredText(objectProperty(properties, 'FlexibleTimeWindow') ?? {}, 'Mode');
  const target = objectProperty(properties, 'Target') ?? {};
  requiredText(target, 'RoleArn');
  return { ...input, Target: target as unknown as ScheduleTarget } as unknown as ScheduleInput;
}
