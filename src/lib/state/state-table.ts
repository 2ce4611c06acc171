import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import { CvsError } from '../errors.js';
import { readState, stateKeys } from '../serving/state-items.js';
import type { ClusterState } from '../serving/what-to-serve.js';
import { anotherOpen } from './another-open.js';
import { type Intent, intentOf, sameIntent } from './intent.js';
import { type Answer, type ReplicaCall, Replicas, type Unanswered } from './replicas.js';
import { type MirrorRequest, takeWrite } from './take-write.js';
import { writeIntent } from './write-intent.js';

export interface StateTableOptions {
  /** The cluster's name. */
  tableName: string;
  /** Regions of the replicas, in the order in which they are asked. */
  regions: readonly string[];
  /** Region and domain of each distribution, in the cluster file's order. */
  members: readonly { region: string; domain: string }[];
  clients: AwsClients;
  clock: Clock;
  /** Who makes the changes, such as `ann@laptop`. */
  identity: string;
}

export type RawItem = Readonly<Record<string, AttributeValue>>;

/** The state as one replica has it. */
export interface StateReading {
  state: ClusterState;
  /** The items behind it, as DynamoDB has them. */
  items: readonly RawItem[];
  /** Region of the replica that answered. */
  replica: string;
  /** The replicas that were asked before and did not answer. */
  unanswered: readonly Unanswered[];
}

export interface ChangeRequest {
  domain: string;
  /** For the history: `close`, `open`, `drain`. */
  action: string;
  /** What is wanted now, made from what was wanted before. */
  change: (before: Intent) => Intent;
  /** For the record; the item and the history say it. */
  reason?: string;
  /** A guard was overridden, for the record. */
  forced?: boolean;
  /** False for what is no decision of its own: no history item is written. Default true. */
  recorded?: boolean;
  /** Refuse the change unless some other distribution is open. */
  keepAnotherOpen?: boolean;
  signal?: AbortSignal;
}

export interface ChangeResult {
  /** False when the table already said so; nothing was written. */
  changed: boolean;
  /** Region of the replica that took the write. */
  replica: string;
  before: Intent;
  after: Intent;
}

/** Attempts at a change that others keep overtaking. */
const CHANGE_ATTEMPTS = 5;
/** Pause after a transaction ran into another one, in ms. */
const CONFLICT_PAUSE_MS = 50;

/** The state table of a cluster: a DynamoDB global table with a replica in every stream region. */
export class StateTable {
  readonly name: string;
  readonly regions: readonly string[];
  readonly members: readonly { region: string; domain: string }[];
  readonly identity: string;
  readonly clock: Clock;
  readonly #replicas: Replicas;

  constructor(options: StateTableOptions) {
    this.name = options.tableName;
    this.regions = options.regions;
    this.members = options.members;
    this.identity = options.identity;
    this.clock = options.clock;
    this.#replicas = new Replicas(options);
  }

  /** Reads every item of the cluster from the first replica that answers. Throws as {@link Replicas.first}. */
  async read(signal?: AbortSignal): Promise<StateReading> {
    const { region, value, unanswered } = await this.first('dynamodb:BatchGetItem', this.#readItems(), signal);
    return this.#reading(value, region, unanswered);
  }

  /** Reads from one replica; says why when it does not answer. */
  async readFrom(region: string, signal?: AbortSignal): Promise<StateReading | { why: string }> {
    const outcome = await this.#replicas.only(region, 'dynamodb:BatchGetItem', this.#readItems(), signal);
    return 'value' in outcome ? this.#reading(outcome.value, region, []) : outcome;
  }

  /** Runs a call against the first replica that answers. */
  first<T>(action: string, call: ReplicaCall<T>, signal?: AbortSignal): Promise<Answer<T>> {
    return this.#replicas.first(action, call, signal);
  }

  /**
   * Changes what operators want of a distribution, together with its history item, and only if nobody else changed it
   * meanwhile; then it is read and tried again.
   *
   * @throws CvsError LAST_OPEN_DISTRIBUTION, STATE_CHANGED_MEANWHILE, and as {@link Replicas.first}
   */
  async change(request: ChangeRequest): Promise<ChangeResult> {
    const member = this.members.find(({ domain }) => domain === request.domain);
    if (!member) throw new Error(`${request.domain} is not a distribution of the state table ${this.name}`);
    for (let attempt = 0; attempt < CHANGE_ATTEMPTS; attempt += 1) {
      const reading = await this.read(request.signal);
      const nowMs = this.clock.now();
      const beforeItem = reading.items.find(({ domain }) => domain?.S === member.domain);
      const before = intentOf(beforeItem, member);
      const after = request.change(before);
      const result = { replica: reading.replica, before, after };
      if (sameIntent(before, after)) return { ...result, changed: false };
      const outcome = await this.#replicas.only(
        reading.replica,
        'dynamodb:TransactWriteItems',
        (client, abortSignal) =>
          writeIntent(
            client,
            {
              tableName: this.name,
              clusterName: this.name,
              member,
              beforeItem,
              before,
              after,
              action: request.action,
              who: this.identity,
              why: request.reason,
              forced: request.forced,
              recorded: request.recorded ?? true,
              nowMs,
              mustBeOpen: request.keepAnotherOpen ? anotherOpen(reading.state, member.domain, nowMs) : undefined,
            },
            abortSignal,
          ),
        request.signal,
      );
      if ('value' in outcome && outcome.value === 'written') return { ...result, changed: true };
      if ('value' in outcome && outcome.value === 'conflict') {
        await this.clock.sleep(CONFLICT_PAUSE_MS * (attempt + 1), request.signal);
      }
    }
    throw new CvsError({
      code: 'STATE_CHANGED_MEANWHILE',
      message: `The state of ${member.domain} was not changed: in ${CHANGE_ATTEMPTS} attempts somebody else was always faster, or the replica fell silent.`,
      suggestions: ['Look at it with `cvs status`, agree with whoever else is changing it, and try again.'],
    });
  }

  /**
   * Writes what one replica has taken into the others as well, instead of waiting for it to be replicated: each on the
   * condition that nobody changed the distribution there and, with `keepAnotherOpen`, that another one is open there.
   *
   * A replica that has taken a close accepts none of the other distributions any more; when all have, none was accepted
   * anywhere, and none will be.
   *
   * @returns regions of the other replicas that say so now
   * @throws what a replica refuses (credentials, permissions); the signal's reason when it aborts
   */
  async mirror(request: MirrorRequest): Promise<ReadonlySet<string>> {
    const { replica, signal } = request;
    const others = this.regions.filter((region) => region !== replica);
    const taken = await Promise.all(
      others.map(async (region) => {
        const reading = await this.readFrom(region, signal);
        return 'state' in reading && takeWrite(this, this.#replicas, reading, request);
      }),
    );
    return new Set(others.filter((_, index) => taken[index]));
  }

  #readItems(): ReplicaCall<RawItem[]> {
    return async (client, abortSignal) => {
      const { BatchGetItemCommand } = await import('@aws-sdk/client-dynamodb');
      const keys = stateKeys(this.members.map(({ domain }) => domain));
      const output = await client.send(
        new BatchGetItemCommand({ RequestItems: { [this.name]: { Keys: keys, ConsistentRead: true } } }),
        { abortSignal },
      );
      // Two small items a region never reach the limits of one call: keys left over mean that the replica throttles.
      if (Object.keys(output.UnprocessedKeys ?? {}).length > 0) {
        throw Object.assign(new Error('the replica throttles reads'), { name: 'ThrottlingException' });
      }
      return output.Responses?.[this.name] ?? [];
    };
  }

  #reading(items: readonly RawItem[], replica: string, unanswered: readonly Unanswered[]): StateReading {
    return { state: readState(this.members, items), items, replica, unanswered };
  }
}

/** The state table as far as failing over needs it. */
export type StateAccess = Pick<StateTable, 'read' | 'readFrom' | 'change' | 'mirror' | 'regions'>;
