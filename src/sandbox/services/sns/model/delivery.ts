import { messageOf } from '../../../../lib/errors.js';
import type { NewMessage } from '../../sqs/model/message.js';
import type { Notification, Subscription } from './topic.js';

/** Where notifications go. */
export interface DeliveryTargets {
  mayInvoke(functionArn: string, service: string, sourceArn: string): boolean;
  invokeAsync(functionArn: string, payload: unknown, options: { region: string }): Promise<unknown>;
  /** @throws when the queue's policy does not allow it, or the queue does not exist */
  sendToQueue(sourceArn: string, queueArn: string, message: NewMessage): void;
}

/** Delivers to one subscriber; what it refuses goes to the subscription's dead letter queue, if it has one. */
export async function deliver(
  notification: Notification,
  subscription: Subscription,
  targets: DeliveryTargets,
  warn: (message: string) => void,
): Promise<void> {
  const { texts, message: only } = notification;
  const message = { ...notification, message: texts?.[subscription.protocol] ?? texts?.default ?? only };
  try {
    if (subscription.protocol === 'lambda') await invoke(message, subscription, targets);
    else send(message, subscription, targets, subscription.endpoint);
  } catch (error) {
    warn(`${subscription.endpoint} refused a message of ${message.topicArn}: ${messageOf(error)}`);
    const { deadLetterTargetArn } = JSON.parse(subscription.attributes.RedrivePolicy ?? '{}') as {
      deadLetterTargetArn?: string;
    };
    if (!deadLetterTargetArn) return;
    try {
      send(message, subscription, targets, deadLetterTargetArn);
    } catch (cause) {
      warn(`the dead letter queue refused it too: ${messageOf(cause)}`);
    }
  }
}

async function invoke(notification: Notification, subscription: Subscription, targets: DeliveryTargets): Promise<void> {
  if (!targets.mayInvoke(subscription.endpoint, 'sns.amazonaws.com', notification.topicArn)) {
    throw new Error("the function's policy does not let sns.amazonaws.com invoke it");
  }
  const region = subscription.endpoint.split(':')[3] ?? '';
  await targets.invokeAsync(subscription.endpoint, lambdaEvent(notification, subscription), { region });
}

function send(
  notification: Notification,
  subscription: Subscription,
  targets: DeliveryTargets,
  queueArn: string,
): void {
  const raw = subscription.attributes.RawMessageDelivery === 'true';
  targets.sendToQueue(notification.topicArn, queueArn, {
    body: raw ? notification.message : JSON.stringify(envelope(notification, subscription), undefined, 2),
    attributes: raw ? notification.attributes : undefined,
    groupId: notification.groupId,
    deduplicationId: notification.deduplicationId,
  });
}

/** "Using AWS Lambda with Amazon SNS": the event's shape. */
function lambdaEvent(notification: Notification, subscription: Subscription): object {
  const { SigningCertURL, UnsubscribeURL, Subject, MessageAttributes, ...rest } = envelope(notification, subscription);
  return {
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        EventSource: 'aws:sns',
        Sns: {
          ...rest,
          Subject: Subject ?? null,
          MessageAttributes: MessageAttributes ?? {},
          SigningCertUrl: SigningCertURL,
          UnsubscribeUrl: UnsubscribeURL,
        },
      },
    ],
  };
}

/** "HTTP/HTTPS notification JSON format", which queues get too. The sandbox does not sign. */
function envelope(notification: Notification, subscription: Subscription) {
  const attributes = Object.entries(notification.attributes ?? {}).map(([name, value]) => [
    name,
    { Type: value.DataType, Value: value.StringValue ?? value.BinaryValue },
  ]);
  const region = notification.topicArn.split(':')[3];
  return {
    Type: 'Notification',
    MessageId: notification.messageId,
    TopicArn: notification.topicArn,
    Subject: notification.subject,
    Message: notification.message,
    Timestamp: notification.timestamp,
    SignatureVersion: '1',
    Signature: 'unsigned',
    SigningCertURL: `https://sns.${region}.amazonaws.com/SimpleNotificationService.pem`,
    UnsubscribeURL: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    MessageAttributes: attributes.length > 0 ? (Object.fromEntries(attributes) as object) : undefined,
  };
}
