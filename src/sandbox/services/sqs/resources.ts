import type { SandboxEnvironment } from '../../environment.js';
import { generatedName } from '../../resources/generated-name.js';
import { jsonText, onlyProperties, tagsOf, textProperty } from '../../resources/properties.js';
import type { CreatedResource, ResourceHandler, ResourceProperties } from '../../resources/resource-handler.js';
import { ServiceError } from '../service-error.js';
import { DEFAULT_ATTRIBUTES, type Queue } from './model/queue.js';
import type { Sqs } from './model/sqs.js';

/** `AWS::SQS::Queue` (`Ref` is its URL) and `AWS::SQS::QueuePolicy`. */
export function sqsResources(env: SandboxEnvironment, sqs: Sqs): ResourceHandler[] {
  return [queueResource(env, sqs), queuePolicyResource(env, sqs)];
}

const SETTINGS = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
  'SqsManagedSseEnabled',
  'KmsMasterKeyId',
  'FifoQueue',
  'ContentBasedDeduplication',
  'RedrivePolicy',
  'RedriveAllowPolicy',
];

function queueResource(env: SandboxEnvironment, sqs: Sqs): ResourceHandler {
  const type = 'AWS::SQS::Queue';
  const known = ['QueueName', 'Tags', ...SETTINGS];
  return {
    type,
    createOnly: ['QueueName', 'FifoQueue'],
    latencyMs: { create: 15_000, update: 5000, delete: 10_000 },
    async create(properties, context) {
      onlyProperties(type, properties, known);
      const suffix = String(properties.FifoQueue) === 'true' ? '.fifo' : '';
      const name =
        textProperty(properties, 'QueueName') ?? generatedName(context, env.id(12), 80 - suffix.length) + suffix;
      if (sqs.list(context.region).some((queue) => queue.name === name)) {
        throw new ServiceError('AlreadyExists', `Resource of type '${type}' with identifier '${name}' already exists.`);
      }
      return created(sqs.create(context.region, name, attributesOf(properties), tagsOf(properties, context)));
    },
    async update(url, properties, _previous, context) {
      onlyProperties(type, properties, known);
      const queue = sqs.get(context.region, url);
      sqs.check(attributesOf(properties));
      for (const name of SETTINGS) delete queue.attributes[name];
      Object.assign(queue.attributes, DEFAULT_ATTRIBUTES, attributesOf(properties));
      queue.tags = tagsOf(properties, context);
      return created(queue);
    },
    async delete(url, _properties, context) {
      if (sqs.list(context.region).some((queue) => queue.url === url)) sqs.delete(context.region, url);
    },
  };
}

function attributesOf(properties: ResourceProperties): Record<string, string> {
  const given = SETTINGS.filter((name) => properties[name] !== undefined).filter(
    // SQS knows the attribute only of FIFO queues.
    (name) => name !== 'FifoQueue' || String(properties[name]) === 'true',
  );
  return Object.fromEntries(given.map((name) => [name, jsonText(plainText(properties[name]))]));
}

/** Numbers and booleans as text, as SQS has them. */
function plainText(value: unknown): unknown {
  return typeof value === 'object' ? value : String(value);
}

function created(queue: Queue): CreatedResource {
  return { physicalId: queue.url, attributes: { Arn: queue.arn, QueueName: queue.name, QueueUrl: queue.url } };
}

function queuePolicyResource(env: SandboxEnvironment, sqs: Sqs): ResourceHandler {
  const type = 'AWS::SQS::QueuePolicy';
  const put = (properties: ResourceProperties, region: string) => {
    onlyProperties(type, properties, ['Queues', 'PolicyDocument']);
    for (const url of (properties.Queues ?? []) as string[]) {
      const Policy = jsonText(properties.PolicyDocument);
      const queue = sqs.get(region, url);
      sqs.check({ Policy });
      queue.attributes.Policy = Policy;
    }
  };
  const clear = (properties: ResourceProperties, region: string) => {
    for (const url of (properties.Queues ?? []) as string[]) {
      const queue = sqs.list(region).find((one) => one.url === url);
      delete queue?.attributes.Policy;
    }
  };
  return {
    type,
    createOnly: [],
    latencyMs: { create: 2000, update: 2000, delete: 1000 },
    async create(properties, context) {
      put(properties, context.region);
      const id = generatedName(context, env.id(12));
      return { physicalId: id, attributes: { Id: id } };
    },
    async update(id, properties, previous, context) {
      clear(previous, context.region);
      put(properties, context.region);
      return { physicalId: id, attributes: { Id: id } };
    },
    async delete(_id, properties, context) {
      clear(properties, context.region);
    },
  };
}
