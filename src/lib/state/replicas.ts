import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsClients } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';
import type { Clock } from '../clock.js';
import { CvsError, messageOf } from '../errors.js';
import { OutOfTime, withinTime } from './within-time.js';

/** A replica of the state table that gave no answer, and why. */
export interface Unanswered {
  region: string;
  why: string;
}

export interface Answer<T> {
  /** The replica that answered. */
  region: string;
  value: T;
  /** The replicas that were asked before and did not. */
  unanswered: readonly Unanswered[];
}

export type ReplicaCall<T> = (client: DynamoDBClient, abortSignal: AbortSignal) => Promise<T>;

/** How long one replica gets, in ms: enough for a new TLS connection across the world, and bearable when it is gone. */
const REPLICA_TIMEOUT_MS = 2500;

/** How long a replica that did not answer is asked last, in ms, so that its timeout is paid once. */
const SILENCE_MS = 30_000;

/**
 * The replicas of the state table. Calls go to DynamoDB's regional endpoints and to nothing else, so that they work with
 * a whole region gone.
 */
export class Replicas {
  readonly #regions: readonly string[];
  readonly #tableName: string;
  readonly #clients: AwsClients;
  readonly #clock: Clock;
  /** Region → when it stops being asked last, on the monotonic clock. */
  readonly #silentUntil = new Map<string, number>();

  constructor(options: { regions: readonly string[]; tableName: string; clients: AwsClients; clock: Clock }) {
    this.#regions = options.regions;
    this.#tableName = options.tableName;
    this.#clients = options.clients;
    this.#clock = options.clock;
  }

  /**
   * Asks the replicas one after the other, in the cluster file's order, until one answers.
   *
   * @param action IAM action of the call, for error messages, such as `dynamodb:PutItem`
   * @throws CvsError TABLE_MISSING when no replica has the table, STATE_TABLE_UNREACHABLE when none answers; what a
   * replica refuses (credentials, permissions) stops the search
   */
  async first<T>(action: string, call: ReplicaCall<T>, signal?: AbortSignal): Promise<Answer<T>> {
    const unanswered: Unanswered[] = [];
    let missing = 0;
    for (const region of this.#order()) {
      const outcome = await this.#ask(region, action, call, signal);
      if (outcome.type === 'answer') return { region, value: outcome.value, unanswered };
      if (outcome.type === 'missing') missing += 1;
      unanswered.push({ region, why: outcome.why });
    }
    if (missing === this.#regions.length) throw this.#tableMissing();
    throw new CvsError({
      code: 'STATE_TABLE_UNREACHABLE',
      message: `No replica of the state table ${this.#tableName} answers: ${unanswered.map(({ region, why }) => `${region}: ${why}`).join('; ')}.`,
      suggestions: ['Check the network connection, and AWS_ENDPOINT_URL if it is set.'],
    });
  }

  /**
   * Asks one replica; `undefined` when it does not answer.
   *
   * @throws CvsError TABLE_MISSING when it has not got the table, or what it refuses
   */
  async only<T>(
    region: string,
    action: string,
    call: ReplicaCall<T>,
    signal?: AbortSignal,
  ): Promise<{ value: T } | { why: string }> {
    const outcome = await this.#ask(region, action, call, signal);
    if (outcome.type === 'missing') throw this.#tableMissing();
    return outcome.type === 'answer' ? { value: outcome.value } : { why: outcome.why };
  }

  #order(): readonly string[] {
    const now = this.#clock.monotonic();
    const silent = (region: string) => (this.#silentUntil.get(region) ?? 0) > now;
    return [...this.#regions.filter((one) => !silent(one)), ...this.#regions.filter(silent)];
  }

  async #ask<T>(
    region: string,
    action: string,
    call: ReplicaCall<T>,
    signal: AbortSignal | undefined,
  ): Promise<{ type: 'answer'; value: T } | { type: 'missing' | 'silent'; why: string }> {
    signal?.throwIfAborted();
    const client = await this.#clients.dynamoDb(region);
    try {
      // Before the timeout starts: looking credentials up can take longer than a replica may.
      await client.config.credentials();
      const value = await withinTime(this.#clock, REPLICA_TIMEOUT_MS, signal, (limit) => call(client, limit));
      this.#silentUntil.delete(region);
      return { type: 'answer', value };
    } catch (error) {
      signal?.throwIfAborted();
      if (isNamed(error, 'ResourceNotFoundException')) return { type: 'missing', why: 'has no such table' };
      if (!isSilence(error)) throw translateAwsError(error, { action, region });
      this.#silentUntil.set(region, this.#clock.monotonic() + SILENCE_MS);
      return { type: 'silent', why: messageOf(error) };
    }
  }

  #tableMissing(): CvsError {
    return new CvsError({
      code: 'TABLE_MISSING',
      message: `There is no state table ${this.#tableName} in ${this.#regions.join(', ')}.`,
      suggestions: ['Deploy the cluster with `cvs deploy`; the state table is a part of it.'],
    });
  }
}

/** What says that a replica is not there or not well, rather than that it refuses: the next one is asked. */
function isSilence(error: unknown): boolean {
  if (error instanceof OutOfTime) return true;
  if (!(error instanceof Error)) return false;
  const { name, code, $metadata } = error as Error & { code?: string; $metadata?: { httpStatusCode?: number } };
  return (
    ($metadata?.httpStatusCode ?? 0) >= 500 || SILENT_NAMES.has(name) || (code !== undefined && NETWORK_CODES.has(code))
  );
}

const SILENT_NAMES = new Set([
  'TimeoutError',
  'NetworkingError',
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
]);

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Whether what was thrown is the service's exception of this name. */
export function isNamed(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}
