import { jsonService, type Operation } from '../../../api/protocols.js';
import type { CallContext, ControlRequest, ControlService } from '../../../api/service.js';
import { buildXml } from '../../../api/xml.js';
import { ServiceError, unsupported } from '../../service-error.js';
import { checkBatch, checkNumber, MAX_MESSAGE_BYTES } from '../model/limits.js';
import type { Queue } from '../model/queue.js';
import { checkAttributeNames } from '../model/queue-attributes.js';
import type { Sqs } from '../model/sqs.js';
import { SQS_OPERATIONS } from '../operations.js';
import { sqsPermissions } from '../permissions.js';
import { receive } from './receive.js';
import { type SendEntry, send, sizeOf } from './send.js';

/** SQS over the JSON protocol; calls of the older query protocol are refused by name, in XML. */
export function sqsWire(sqs: Sqs, accountId: string, senderOf: (accessKeyId: string) => string): ControlService {
  const service = jsonService({
    signingNames: ['sqs'],
    version: '1.0',
    supported: SQS_OPERATIONS,
    permissions: sqsPermissions(accountId),
    operations: operations(sqs, accountId, senderOf),
    errorShape,
  });
  return {
    ...service,
    handle: async (request) =>
      request.headers['x-amz-target'] === undefined ? refuseQuery(request) : service.handle(request),
  };
}

/** SDKs since November 2023 speak JSON ("AWS JSON protocol in Amazon SQS FAQs", Amazon SQS Developer Guide). */
function refuseQuery({ body, query }: ControlRequest) {
  const action = new URLSearchParams(body.toString('utf8')).get('Action') ?? query.get('Action') ?? 'calls';
  const { code, message, status } = unsupported('sqs', action);
  const more = `${message} It takes the JSON protocol only, which SDKs since November 2023 speak.`;
  const error = { Error: { Type: 'Sender', Code: code, Message: more }, RequestId: crypto.randomUUID() };
  return { status, headers: { 'content-type': 'text/xml' }, body: buildXml('ErrorResponse', error) };
}

/** Codes that clients of the query protocol know, where they differ ("Interpreting Amazon SQS JSON API responses"). */
const QUERY_CODES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'BatchEntryIdsNotDistinct',
      'BatchRequestTooLong',
      'EmptyBatchRequest',
      'InvalidBatchEntryId',
      'MessageNotInflight',
      'PurgeQueueInProgress',
      'QueueDeletedRecently',
      'TooManyEntriesInBatchRequest',
      'UnsupportedOperation',
    ].map((code) => [code, `AWS.SimpleQueueService.${code}`]),
  ),
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
};

function errorShape({ code, fault }: ServiceError) {
  const who = fault === 'client' ? 'Sender' : 'Receiver';
  return {
    type: `com.amazonaws.sqs#${code}`,
    headers: { 'x-amzn-query-error': `${QUERY_CODES[code] ?? code};${who}` },
  };
}

function operations(
  sqs: Sqs,
  accountId: string,
  senderOf: (accessKeyId: string) => string,
): Readonly<Record<string, Operation>> {
  const queueOf = ({ QueueUrl }: { QueueUrl?: string }, { region }: CallContext) => sqs.get(region, QueueUrl);
  return {
    CreateQueue: ({ QueueName, Attributes, tags }, { region }) => ({
      QueueUrl: sqs.create(region, QueueName, Attributes ?? {}, tags ?? {}).url,
    }),
    GetQueueUrl({ QueueName, QueueOwnerAWSAccountId = accountId }, { region }) {
      return { QueueUrl: sqs.get(region, QueueOwnerAWSAccountId === accountId ? QueueName : '').url };
    },
    ListQueues: (input, { region }) => listQueues(sqs, region, input),
    DeleteQueue({ QueueUrl }, { region }) {
      sqs.delete(region, QueueUrl);
      return {};
    },
    GetQueueAttributes({ AttributeNames = [], ...input }, call) {
      checkAttributeNames(AttributeNames);
      const all = describe(queueOf(input, call));
      const wanted = (name: string) => AttributeNames.includes('All') || AttributeNames.includes(name);
      return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name))) };
    },
    SetQueueAttributes({ Attributes = {}, ...input }, call) {
      const queue = queueOf(input, call);
      if ('FifoQueue' in Attributes && !queue.isFifo) {
        throw new ServiceError('InvalidAttributeName', 'Unknown Attribute FifoQueue.');
      }
      sqs.check(Attributes);
      Object.assign(queue.attributes, Attributes);
      return {};
    },
    SendMessage: (input, call) => send(queueOf(input, call), input, senderOf(call.accessKeyId)),
    SendMessageBatch({ Entries = [], ...input }: { QueueUrl?: string; Entries?: SendEntry[] }, call) {
      const queue = queueOf(input, call);
      const entries = checkBatch(Entries, 'SendMessageBatchRequestEntry');
      const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
      if (bytes > MAX_MESSAGE_BYTES) {
        throw new ServiceError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
        );
      }
      return eachOf(entries, (entry) => send(queue, entry, senderOf(call.accessKeyId)));
    },
    ReceiveMessage: (input, call) => receive(sqs, queueOf(input, call), input),
    DeleteMessage({ ReceiptHandle, ...input }, call) {
      queueOf(input, call).delete(ReceiptHandle);
      return {};
    },
    DeleteMessageBatch({ Entries = [], ...input }, call) {
      const queue = queueOf(input, call);
      const entries = checkBatch(Entries as { Id: string; ReceiptHandle: string }[], 'DeleteMessageBatchRequestEntry');
      return eachOf(entries, ({ ReceiptHandle }) => {
        queue.delete(ReceiptHandle);
        return undefined;
      });
    },
    ChangeMessageVisibility({ ReceiptHandle, VisibilityTimeout, ...input }, call) {
      checkNumber('VisibilityTimeout', VisibilityTimeout);
      queueOf(input, call).changeVisibility(ReceiptHandle, VisibilityTimeout);
      return {};
    },
    PurgeQueue(input, call) {
      queueOf(input, call).purge();
      return {};
    },
    ListQueueTags: (input, call) => ({ Tags: queueOf(input, call).tags }),
  };
}

interface ListRequest {
  QueueNamePrefix?: string;
  MaxResults?: number;
  NextToken?: string;
}

/** In pages only for a caller who names a size ("ListQueues", Amazon SQS API Reference). */
function listQueues(sqs: Sqs, region: string, { QueueNamePrefix = '', MaxResults, NextToken }: ListRequest): object {
  checkNumber('MaxResults', MaxResults);
  const queues = sqs.list(region).filter((queue) => queue.name.startsWith(QueueNamePrefix));
  const start = Number(NextToken ?? 0);
  const page = queues.slice(start, start + (MaxResults ?? 1000));
  const more = MaxResults !== undefined && start + page.length < queues.length;
  return {
    QueueUrls: page.length > 0 ? page.map((queue) => queue.url) : undefined,
    NextToken: more ? String(start + page.length) : undefined,
  };
}

/** One answer for each entry: that one is refused does not stop the others ("SendMessageBatch"). */
function eachOf<Entry extends { Id: string }>(
  entries: readonly Entry[],
  act: (entry: Entry) => object | undefined,
): object {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}

function describe(queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queue.counts();
  return {
    ...queue.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
  };
}
