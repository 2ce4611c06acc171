import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { onlyProperties, tagsOf } from '../../../resources/properties.js';
import type { CreatedResource, ResourceContext, ResourceHandler } from '../../../resources/resource-handler.js';
import type { CloudFront } from '../model/cloudfront.js';
import { withDefaults } from '../model/defaults.js';
import type { Distribution } from '../model/distribution.js';
import type { NamedConfigs } from '../model/named-configs.js';
import { fromTemplate } from './template-shape.js';

/** How CloudFormation makes CloudFront's resources. */
export function cloudFrontResources(service: CloudFront): ResourceHandler[] {
  return [
    distributionResource(service),
    configResource(service.originAccessControls),
    configResource(service.cachePolicies),
    configResource(service.originRequestPolicies),
    configResource(service.responseHeadersPolicies),
  ];
}

/** Creating, updating and deleting wait until the change is deployed; the engine does not wait in addition. */
function distributionResource({ distributions }: CloudFront): ResourceHandler {
  const type = 'AWS::CloudFront::Distribution';
  const created = ({ id, domainName }: Distribution): CreatedResource => ({
    physicalId: id,
    attributes: { Id: id, DomainName: domainName },
  });
  const configOf = (properties: Readonly<Record<string, unknown>>, callerReference: string) => {
    onlyProperties(type, properties, ['DistributionConfig', 'Tags']);
    const config = fromTemplate(properties.DistributionConfig ?? {}) as DistributionConfig;
    return { ...config, Comment: config.Comment ?? '', CallerReference: callerReference };
  };
  const disableAndDelete = async (id: string, context: ResourceContext) => {
    const distribution = distributions.get(id);
    if (distribution.config.Enabled) {
      distributions.update(id, { ...distribution.config, Enabled: false }, distribution.etag);
    }
    await distributions.whenDeployed(id, context.signal);
    await distributions.delete(id, distribution.etag);
  };
  return {
    type,
    createOnly: [],
    latencyMs: { create: 0, update: 0, delete: 0 },
    async create(properties, context) {
      const config = configOf(properties, crypto.randomUUID());
      const distribution = await distributions.create(config, tagsOf(properties, context));
      try {
        await distributions.whenDeployed(distribution.id, context.signal);
      } catch (error) {
        // Cancelled: the stack does not know the distribution's id, so it is deleted here.
        await distributions.remove(distribution.id);
        throw error;
      }
      return created(distribution);
    },
    async update(id, properties, _previous, context) {
      const distribution = distributions.get(id);
      const config = configOf(properties, distribution.config.CallerReference ?? '');
      // The handler fills in what an update must have and a template need not.
      distributions.update(id, withDefaults(config), distribution.etag);
      distribution.tags = tagsOf(properties, context);
      await distributions.whenDeployed(id, context.signal);
      return created(distribution);
    },
    async delete(id, _properties, context) {
      if (distributions.list().some((one) => one.id === id)) await disableAndDelete(id, context);
    },
  };
}

function configResource<Config extends { Name: string | undefined }>(store: NamedConfigs<Config>): ResourceHandler {
  const { noun } = store.kind;
  const type = `AWS::CloudFront::${noun}`;
  const read = (properties: Readonly<Record<string, unknown>>) => {
    onlyProperties(type, properties, [`${noun}Config`]);
    return fromTemplate(properties[`${noun}Config`] ?? {}) as Config;
  };
  return {
    type,
    createOnly: [],
    latencyMs: { create: 2000, update: 2000, delete: 1000 },
    async create(properties) {
      const { id } = store.create(read(properties));
      return { physicalId: id, attributes: { Id: id } };
    },
    async update(id, properties) {
      store.update(id, read(properties), store.get(id).etag);
      return { physicalId: id, attributes: { Id: id } };
    },
    async delete(id) {
      if (store.find(id)) store.delete(id, store.get(id).etag);
    },
  };
}
