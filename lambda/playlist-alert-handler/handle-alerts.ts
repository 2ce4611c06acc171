import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { SNSEvent, SNSMessage } from 'aws-lambda';
import type { DetectorMessage, Observation } from '../../src/lib/detector/reporting/detector-message.js';
import { healthUpdates } from '../../src/lib/detector/reporting/health-item.js';
import { readObservations } from '../../src/lib/detector/reporting/observation-message.js';
import { messageOf } from '../../src/lib/errors.js';
import { alertMetrics } from './alert-metrics.js';

export interface AlertParts {
  /** Name of the state table: the cluster's name. */
  tableName: string;
  /** AWS region code of this stack: the observer in whose name health items are written. */
  region: string;
  /** Domain name of the distribution of this stack: the only one whose item without an observer is written. Empty for any. */
  distributionDomain: string;
  update(input: UpdateItemCommandInput): Promise<unknown>;
  /** Puts a message that fails however often it is tried into the dead-letter queue, with the reason. */
  setAside(message: string, reason: string): Promise<unknown>;
  /** One structured line. */
  log(level: 'INFO' | 'WARN' | 'ERROR', message: string, details: object): void;
}

/** From an observation until the topic has it, at most, in ms: the detector tries twice, for 3 s each. */
const PUBLISHING_MS = 10_000;

/**
 * Writes the detectors' messages to the health items. A message takes effect once at most, and never after a newer one,
 * in whatever order and however often the messages come.
 *
 * A malformed message, or one that is another region's, goes to the dead-letter queue at once, which has an alarm. Three
 * kinds are not errors and write nothing: an older message, one that knows nothing of the stream (the item keeps what was
 * last known until it is too old), and one that comes before the state table exists, since the detector repeats itself.
 * Every other failure is reported at the end, when the rest is written: Lambda repeats the event, which does not change
 * what was written, and then puts it into the dead-letter queue.
 *
 * @throws Error naming the messages that could not be written
 */
export async function handleAlerts(event: SNSEvent, parts: AlertParts): Promise<void> {
  const failures: string[] = [];
  for (const { Sns } of event.Records) {
    try {
      await handleAlert(Sns, parts);
    } catch (error) {
      parts.log('ERROR', messageOf(error), { messageId: Sns.MessageId });
      failures.push(`${Sns.MessageId}: ${messageOf(error)}`);
    }
  }
  if (failures.length === 0) return;
  throw new Error(`${failures.length} of ${event.Records.length} alerts not written: ${failures.join('; ')}`);
}

async function handleAlert({ Message, MessageId, Timestamp }: SNSMessage, parts: AlertParts): Promise<void> {
  const { log, region, distributionDomain: ownDomain } = parts;
  const receivedAtMs = Date.parse(Timestamp);
  let observations: Observation[];
  try {
    observations = readObservations(Message, receivedAtMs, { region, ownDomain });
  } catch (error) {
    await parts.setAside(Message, messageOf(error));
    log('ERROR', messageOf(error), { messageId: MessageId, setAside: true });
    return;
  }
  const written = await Promise.allSettled(
    observations.map(async (read) => {
      // An observer publishes at once, so the topic's clock bounds its own: one that is wrong must not make its word last
      // longer, or shorter, than others'.
      const earliestMs = read.observer === undefined ? read.observedAtMs : receivedAtMs - PUBLISHING_MS;
      const observedAtMs = Math.min(Math.max(read.observedAtMs, earliestMs), receivedAtMs);
      const heardAtMs = read.observer === undefined ? observedAtMs : receivedAtMs;
      await write({ ...read, observedAtMs }, { text: Message, messageId: MessageId, heardAtMs }, parts);
    }),
  );
  for (const one of written) if (one.status === 'rejected') throw one.reason;
}

/** Writes what is known. What {@link DetectorMessage} measures goes into the log line; heartbeats measure nothing. */
async function write(
  observation: Observation,
  { text, messageId, heardAtMs }: { text: string; messageId: string; heardAtMs: number },
  { tableName, region, log, update }: AlertParts,
): Promise<void> {
  const told = { messageId, ...observation };
  const { observedAtMs, observer } = observation;
  const measured = () =>
    observer === undefined
      ? alertMetrics(JSON.parse(text) as DetectorMessage, { cluster: tableName, region, observedAtMs })
      : {};
  if (observation.state === 'unknown') {
    log('INFO', 'nothing known yet', { ...told, ...measured() });
    return;
  }
  try {
    for (const input of healthUpdates(tableName, observation, heardAtMs)) {
      if (await isWritten(update(input))) {
        log('INFO', 'health item written', { ...told, ...measured() });
        return;
      }
    }
    log('INFO', 'older than the health item', told);
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') {
      log('WARN', `the state table ${tableName} is not there yet`, { ...told, ...measured() });
    } else {
      throw error;
    }
  }
}

/** Whether a conditional write took effect. */
async function isWritten(writing: Promise<unknown>): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
