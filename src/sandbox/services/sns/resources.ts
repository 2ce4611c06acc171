import type { SandboxEnvironment } from '../../environment.js';
import { generatedName } from '../../resources/generated-name.js';
import { jsonText, onlyProperties, requiredText, tagsOf, textProperty } from '../../resources/properties.js';
import type { ResourceHandler, ResourceProperties } from '../../resources/resource-handler.js';
import { ServiceError } from '../service-error.js';
import type { Sns } from './model/sns.js';
import type { Topic } from './model/topic.js';

/**
 * `AWS::SNS::Topic`, `AWS::SNS::TopicPolicy` and `AWS::SNS::Subscription`; `Ref` of topic and subscription are ARNs.
 */
export function snsResources(env: SandboxEnvironment, sns: Sns): ResourceHandler[] {
  return [topicResource(env, sns), topicPolicyResource(env, sns), subscriptionResource(sns)];
}

function topicResource(env: SandboxEnvironment, sns: Sns): ResourceHandler {
  const type = 'AWS::SNS::Topic';
  const settings = ['DisplayName', 'KmsMasterKeyId', 'FifoTopic', 'ContentBasedDeduplication', 'TracingConfig'];
  const known = ['TopicName', 'Tags', ...settings];
  const attributesOf = (properties: ResourceProperties): Record<string, string> =>
    Object.fromEntries(
      settings.flatMap((name) => {
        const value = textProperty(properties, name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  const created = (topic: Topic) => ({
    physicalId: topic.arn,
    attributes: { TopicArn: topic.arn, TopicName: topic.name },
  });
  return {
    type,
    createOnly: ['TopicName', 'FifoTopic'],
    latencyMs: { create: 10_000, update: 5000, delete: 3000 },
    async create(properties, context) {
      onlyProperties(type, properties, known);
      const name = textProperty(properties, 'TopicName') ?? generatedName(context, env.id(12), 256);
      if (sns.list(context.region).some((topic) => topic.name === name)) {
        throw new ServiceError('AlreadyExists', `Resource of type '${type}' with identifier '${name}' already exists.`);
      }
      return created(sns.create(context.region, name, attributesOf(properties), tagsOf(properties, context)));
    },
    async update(arn, properties, _previous, context) {
      onlyProperties(type, properties, known);
      const topic = sns.get(arn);
      const { Policy } = topic.attributes;
      topic.attributes = { ...attributesOf(properties), ...(Policy === undefined ? {} : { Policy }) };
      topic.tags = tagsOf(properties, context);
      return created(topic);
    },
    async delete(arn) {
      sns.delete(arn);
    },
  };
}

function topicPolicyResource(env: SandboxEnvironment, sns: Sns): ResourceHandler {
  const type = 'AWS::SNS::TopicPolicy';
  const put = (properties: ResourceProperties) => {
    onlyProperties(type, properties, ['Topics', 'PolicyDocument']);
    for (const arn of (properties.Topics ?? []) as string[]) {
      sns.setAttributes(sns.get(arn), { Policy: jsonText(properties.PolicyDocument) });
    }
  };
  const clear = (properties: ResourceProperties, region: string) => {
    for (const topic of sns.list(region)) {
      if (((properties.Topics ?? []) as string[]).includes(topic.arn)) delete topic.attributes.Policy;
    }
  };
  return {
    type,
    createOnly: [],
    latencyMs: { create: 2000, update: 2000, delete: 1000 },
    async create(properties, context) {
      put(properties);
      const id = generatedName(context, env.id(12));
      return { physicalId: id, attributes: { Id: id } };
    },
    async update(id, properties, previous, context) {
      clear(previous, context.region);
      put(properties);
      return { physicalId: id, attributes: { Id: id } };
    },
    async delete(_id, properties, context) {
      clear(properties, context.region);
    },
  };
}

function subscriptionResource(sns: Sns): ResourceHandler {
  const type = 'AWS::SNS::Subscription';
  const known = ['TopicArn', 'Protocol', 'Endpoint', 'RawMessageDelivery', 'RedrivePolicy'];
  const attributesOf = (properties: ResourceProperties): Record<string, string> => ({
    ...(properties.RawMessageDelivery === undefined
      ? {}
      : { RawMessageDelivery: String(properties.RawMessageDelivery) }),
    ...(properties.RedrivePolicy === undefined ? {} : { RedrivePolicy: jsonText(properties.RedrivePolicy) }),
  });
  return {
    type,
    createOnly: ['TopicArn', 'Protocol', 'Endpoint'],
    latencyMs: { create: 2000, update: 2000, delete: 1000 },
    async create(properties) {
      onlyProperties(type, properties, known);
      const { arn } = sns.subscribe(
        requiredText(properties, 'TopicArn'),
        requiredText(properties, 'Protocol'),
        requiredText(properties, 'Endpoint'),
        attributesOf(properties),
      );
      return { physicalId: arn, attributes: { Arn: arn } };
    },
    async update(arn, properties) {
      onlyProperties(type, properties, known);
      const subscription = sns.subscription(arn);
      if (!subscription) throw new ServiceError('NotFound', 'Subscription does not exist', 404);
      sns.setSubscriptionAttributes(subscription, attributesOf(properties));
      return { physicalId: arn, attributes: { Arn: arn } };
    },
    async delete(arn) {
      sns.unsubscribe(arn);
    },
  };
}
