import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsClients } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';
import type { Clock } from '../clock.js';
import { CvsError, messageOf } from '../errors.js';
import { linkAbort } from '../http/linked-abort.js';
import { proxyAdvice } from '../http/network-advice.js';
import { ANSWER_BOUND_MS } from '../serving/times.js';
import { ReplicaClock } from './replica-clock.js';
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

/** What came of asking one replica: an answer, or why there is none. */
export type Outcome<T> = { value: T } | Refusal;

interface Refusal {
  why: string;
  /** The replica answered, but has no such table. */
  missing?: true;
  /** The replica answered, and refused. */
  refused?: CvsError;
}

export type ReplicaCall<T> = (client: DynamoDBClient, abortSignal: AbortSignal) => Promise<T>;

/** How long a replica has until the next one is asked as well, in ms: a few round trips across the world. */
const HEDGE_MS = 500;

/** How long a replica that did not answer is asked last, in ms, so that its timeout is paid once. */
const SILENCE_MS = 30_000;

/**
 * The replicas of the state table. Calls go to DynamoDB's regional endpoints and to nothing else, so that they work when
 * a whole region is unreachable.
 */
export class Replicas {
  readonly #options: { name: string; regions: readonly string[]; clients: AwsClients; clock: Clock };
  /** What time it is where the replicas are. */
  readonly clock: ReplicaClock;
  /** Region → when it stops being asked last, on the monotonic clock. */
  readonly #silentUntil = new Map<string, number>();

  /** @param options.name of the table */
  constructor(options: { name: string; regions: readonly string[]; clients: AwsClients; clock: Clock }) {
    this.#options = options;
    this.clock = ReplicaClock.of(options.clients, options.clock);
  }

  /**
   * Asks the replicas in the cluster file's order until one answers; when one takes long, the next is asked as well, and
   * the first answer counts. Whatever one of them fails with, the next is asked: an impaired region fails in any way.
   *
   * @param action IAM action of the call, for error messages, such as `dynamodb:PutItem`
   * @param call may be made in two replicas
   * @throws CvsError TABLE_MISSING when no replica has the table, what the first one refuses (permissions) when all refuse,
   * STATE_TABLE_UNREACHABLE otherwise, and where there are no credentials to ask with
   */
  async first<T>(action: string, call: ReplicaCall<T>, signal?: AbortSignal): Promise<Answer<T>> {
    const { clients, clock } = this.#options;
    const waiting = this.#order();
    const asked = new Map<string, Promise<{ region: string; outcome: Outcome<T> }>>();
    const failed: (Unanswered & Refusal)[] = [];
    const done = linkAbort(signal);
    const limit = done.signal;
    // The time that it takes to load the SDK does not count as a replica's.
    await clients.dynamoDb(waiting[0] as string);
    try {
      for (;;) {
        const next = waiting.shift();
        if (next !== undefined) {
          const asking = this.only(next, action, call, limit).then((outcome) => ({ region: next, outcome }));
          // Not unhandled where another one answers first.
          asking.catch(() => {});
          asked.set(next, asking);
        }
        if (asked.size === 0) break;
        const late = waiting.length > 0 ? [clock.sleep(HEDGE_MS, limit).then(() => undefined)] : [];
        const answered = await Promise.race([...asked.values(), ...late]);
        if (!answered) continue;
        const { region, outcome } = answered;
        if ('value' in outcome) {
          const earlier = [...asked.keys()].slice(0, [...asked.keys()].indexOf(region));
          const unanswered = failed.map(({ region: other, why }) => ({ region: other, why }));
          return { region, value: outcome.value, unanswered: [...unanswered, ...this.#outpaced(earlier)] };
        }
        asked.delete(region);
        failed.push({ region, ...outcome });
      }
    } finally {
      done.abort();
      done.release();
    }
    throw this.#noAnswer(failed);
  }

  #noAnswer(failed: readonly (Unanswered & Refusal)[]): CvsError {
    const { name, regions } = this.#options;
    if (failed.every(({ missing }) => missing)) {
      return new CvsError({
        code: 'TABLE_MISSING',
        message: `There is no state table ${name} in ${regions.join(', ')}.`,
        suggestions: ['Deploy the cluster with `cvs deploy`; the state table is a part of it.'],
      });
    }
    const refused = failed.every((one) => one.refused) ? failed[0]?.refused : undefined;
    if (refused) return refused;
    return new CvsError({
      code: 'STATE_TABLE_UNREACHABLE',
      message: `No replica of the state table ${name} answers: ${failed.map(({ region, why }) => `${region}: ${why}`).join('; ')}.`,
      suggestions: [
        'Check the network connection, and AWS_ENDPOINT_URL if it is set; then run the same command again.',
        proxyAdvice(),
        'Until then viewers are served by what the copilots knew last.',
      ],
    });
  }

  /** Replicas that were asked before the one that answered: from now on they are asked last for a while. */
  #outpaced(regions: readonly string[]): Unanswered[] {
    return regions.map((region) => {
      this.askLast(region);
      return { region, why: `no answer within ${HEDGE_MS / 1000} s` };
    });
  }

  /** From now on a replica is asked last for a while. */
  askLast(region: string): void {
    this.#silentUntil.set(region, this.#options.clock.monotonic() + SILENCE_MS);
  }

  #order(): string[] {
    const { regions, clock } = this.#options;
    const silent = (region: string) => (this.#silentUntil.get(region) ?? 0) > clock.monotonic();
    return [...regions.filter((one) => !silent(one)), ...regions.filter(silent)];
  }

  /**
   * Asks one replica. @returns its answer, or why there is none
   *
   * @throws CvsError where there are no credentials to ask with; the signal's reason when it aborts
   */
  async only<T>(region: string, action: string, call: ReplicaCall<T>, signal?: AbortSignal): Promise<Outcome<T>> {
    signal?.throwIfAborted();
    const { clients, clock } = this.#options;
    const client = await clients.dynamoDb(region);
    this.clock.watch(client);
    try {
      // Before the timeout starts: finding the credentials can take longer than a replica may.
      await client.config.credentials();
    } catch (error) {
      throw translateAwsError(error, { action, region });
    }
    try {
      const value = await withinTime(clock, ANSWER_BOUND_MS, signal, (limit) => call(client, limit));
      this.#silentUntil.delete(region);
      return { value };
    } catch (error) {
      signal?.throwIfAborted();
      if (isNamed(error, 'ResourceNotFoundException')) return { why: 'has no such table', missing: true };
      const translated = translateAwsError(error, { action, region });
      const isForeign = translated.code === 'NOT_AWS';
      if (isForeign) this.askLast(region);
      if (isForeign || !isSilence(error, translated)) return { why: translated.message, refused: translated };
      this.askLast(region);
      return { why: messageOf(error) };
    }
  }
}

/** Whether a replica is unreachable or failing, rather than refusing: then it is asked last for a while. */
function isSilence(error: unknown, { code }: CvsError): boolean {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  if (error instanceof OutOfTime || ($metadata?.httpStatusCode ?? 0) >= 500) return true;
  return code === 'AWS_UNREACHABLE' || code === 'THROTTLED';
}

/** Whether the error is the service's exception of this name. */
export function isNamed(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}
