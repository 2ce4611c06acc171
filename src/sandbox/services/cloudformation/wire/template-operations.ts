import type { Operation } from '../../../api/protocols.js';
import { ServiceError } from '../../service-error.js';
import type { Engine } from '../model/engine/engine.js';
import { requiredCapability } from '../model/template/capabilities.js';
import type { Template } from '../model/template/template.js';
import { findStack } from './find-stack.js';
import { type ReadTemplateUrl, requestedTemplate, type StackRequest } from './stack-request.js';
import { ascii } from './views.js';

interface TemplateRequest extends StackRequest {
  ChangeSetName?: string;
}

/** What describes templates. */
export function templateOperations(engine: Engine, readUrl: ReadTemplateUrl): Record<string, Operation> {
  return {
    GetTemplate(request: TemplateRequest, { region }) {
      const stack = findStack(engine.region(region), request.StackName);
      const wanted = request.ChangeSetName;
      const changeSet = [...stack.changeSets.values()].find((one) => one.name === wanted || one.id === wanted);
      if (wanted && !changeSet)
        throw new ServiceError('ChangeSetNotFound', `ChangeSet [${wanted}] does not exist`, 404);
      const input = changeSet?.input ?? stack.input;
      return { TemplateBody: ascii(input?.templateText ?? ''), StagesAvailable: ['Original', 'Processed'] };
    },

    async GetTemplateSummary(request: TemplateRequest, { region }) {
      const stack = request.StackName ? findStack(engine.region(region), request.StackName) : undefined;
      const template =
        stack?.input?.template ??
        (await requestedTemplate({ ...request, UsePreviousTemplate: undefined }, engine, readUrl)).template;
      return {
        Parameters: Object.entries(template.parameters).map(([key, one]) => ({
          ParameterKey: key,
          DefaultValue: one.default,
          ParameterType: one.type,
          NoEcho: one.noEcho,
          Description: one.description,
          ParameterConstraints: { AllowedValues: one.allowedValues },
        })),
        Description: template.description,
        ...capabilityView(template),
        ResourceTypes: [...new Set(Object.values(template.resources).map((one) => one.type))],
        Version: '2010-09-09',
        Metadata: template.metadata && JSON.stringify(template.metadata),
      };
    },

    async ValidateTemplate(request: TemplateRequest) {
      const { template } = await requestedTemplate({ ...request, UsePreviousTemplate: undefined }, engine, readUrl);
      return {
        Parameters: Object.entries(template.parameters).map(([key, one]) => ({
          ParameterKey: key,
          DefaultValue: one.default,
          NoEcho: one.noEcho,
          Description: one.description,
        })),
        Description: template.description,
        ...capabilityView(template),
      };
    },
  };
}

function capabilityView(template: Template): object {
  const required = requiredCapability(template);
  if (!required) return {};
  return {
    Capabilities: [required.capability],
    CapabilitiesReason: `The following resource(s) require capabilities: [${required.types.join(', ')}]`,
  };
}
