import { type NeedsOf, onAnything } from '../../api/need.js';

/** What SQS's operations need ("Actions, resources, and condition keys for Amazon SQS", Service Authorization Reference). */
export function sqsPermissions(accountId: string): Readonly<Record<string, NeedsOf>> {
  const onQueue =
    (name: string): NeedsOf =>
    ({ QueueUrl, QueueName }, { region }) => ({
      action: `sqs:${name}`,
      resource: `arn:aws:sqs:${region}:${accountId}:${QueueName ?? String(QueueUrl).split('/').at(-1)}`,
    });
  return {
    CreateQueue: onQueue('CreateQueue'),
    GetQueueUrl: onQueue('GetQueueUrl'),
    ListQueues: onAnything('sqs:ListQueues'),
    DeleteQueue: onQueue('DeleteQueue'),
    GetQueueAttributes: onQueue('GetQueueAttributes'),
    SetQueueAttributes: onQueue('SetQueueAttributes'),
    SendMessage: onQueue('SendMessage'),
    // A batch needs what its single calls need.
    SendMessageBatch: onQueue('SendMessage'),
    ReceiveMessage: onQueue('ReceiveMessage'),
    DeleteMessage: onQueue('DeleteMessage'),
    DeleteMessageBatch: onQueue('DeleteMessage'),
    ChangeMessageVisibility: onQueue('ChangeMessageVisibility'),
    PurgeQueue: onQueue('PurgeQueue'),
    ListQueueTags: onQueue('ListQueueTags'),
  };
}
