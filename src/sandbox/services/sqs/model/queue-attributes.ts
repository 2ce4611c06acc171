import { checkResourcePolicy, type IsPrincipal } from '../../resource-policy-check.js';
import { ServiceError } from '../../service-error.js';
import { invalidParameter } from './limits.js';

/** "SetQueueAttributes", Amazon SQS API Reference; times in s, sizes in bytes. */
const NUMBERS: Readonly<Record<string, readonly [from: number, to: number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
};

const BOOLEANS = new Set(['FifoQueue', 'ContentBasedDeduplication', 'SqsManagedSseEnabled']);
const TEXTS = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId']);
/** Attributes of SQS that would have no effect here. */
const UNSUPPORTED = new Set(['KmsDataKeyReusePeriodSeconds', 'DeduplicationScope', 'FifoThroughputLimit']);
/** What can only be read. */
const READ_ONLY = new Set([
  'All',
  'QueueArn',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
]);

/** What the attributes of a queue refer to. */
export interface QueueWorld {
  hasQueue(arn: string): boolean;
  readonly isPrincipal: IsPrincipal;
}

/**
 * Checks attributes that are set.
 *
 * @throws ServiceError InvalidAttributeName, InvalidAttributeValue, InvalidParameterValue
 */
export function checkQueueAttributes(attributes: Readonly<Record<string, string>>, world: QueueWorld): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (UNSUPPORTED.has(name)) {
      throw new ServiceError('NotImplemented', `The sandbox does not support the queue attribute ${name}.`, 501);
    }
    const range = NUMBERS[name];
    if (range ? !isWithin(value, range) : BOOLEANS.has(name) && !/^(true|false)$/.test(value)) {
      throw invalidValue(name);
    }
    if (!range && !BOOLEANS.has(name) && !TEXTS.has(name)) throw unknownAttribute(name);
  }
  if (attributes.RedrivePolicy) checkRedrive(attributes.RedrivePolicy, world);
  if (attributes.Policy) checkPolicy(attributes.Policy, world);
}

/** @throws ServiceError InvalidAttributeName, for a name that no queue has */
export function checkAttributeNames(names: readonly string[]): void {
  const known = (name: string) =>
    name in NUMBERS || [BOOLEANS, TEXTS, READ_ONLY, UNSUPPORTED].some((some) => some.has(name));
  const stranger = names.find((name) => !known(name));
  if (stranger !== undefined) throw unknownAttribute(stranger);
}

/** An empty policy takes the redrive away. */
function checkRedrive(text: string, { hasQueue }: QueueWorld): void {
  const refuse = (reason: string) =>
    invalidParameter(`Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
  const policy = parse(text);
  if (!policy) throw refuse('Redrive policy is not a valid JSON map.');
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  const missing = ['deadLetterTargetArn', 'maxReceiveCount'].find((name) => policy[name] === undefined);
  if (missing) throw refuse(`Redrive policy does not contain mandatory attribute: ${missing}.`);
  const most = Number(maxReceiveCount);
  if (!Number.isInteger(most) || most < 1 || most > 1000) {
    throw refuse('Invalid value for maxReceiveCount: must be between 1 and 1000.');
  }
  if (!hasQueue(String(deadLetterTargetArn))) throw refuse('Dead letter target does not exist.');
}

/**
 * What a queue's policy may allow ("Actions, resources, and condition keys for Amazon SQS", Service Authorization
 * Reference: those on queues); ListQueues is of no queue (aws/aws-cdk#15602).
 */
const ACTIONS = new Set(
  'addpermission cancelmessagemovetask changemessagevisibility createqueue deletemessage deletequeue getqueueattributes getqueueurl listdeadlettersourcequeues listmessagemovetasks listqueuetags purgequeue receivemessage removepermission sendmessage setqueueattributes startmessagemovetask tagqueue untagqueue'.split(
    ' ',
  ),
);

function checkPolicy(text: string, { isPrincipal }: QueueWorld): void {
  checkResourcePolicy(
    text,
    {
      vendor: 'sqs',
      actions: ACTIONS,
      wildcards: true,
      needsResource: false,
      // One policy may stand at several queues, and name them all ("AWS::SQS::QueuePolicy": Queues).
      isResource: (resource) => resource === '*' || resource.startsWith('arn:aws:sqs:'),
      refuse: () => invalidValue('Policy'),
    },
    isPrincipal,
  );
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isWithin(value: string, [from, to]: readonly [number, number]): boolean {
  return /^\d+$/.test(value) && Number(value) >= from && Number(value) <= to;
}

function invalidValue(name: string): ServiceError {
  return new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

function unknownAttribute(name: string): ServiceError {
  return new ServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}
