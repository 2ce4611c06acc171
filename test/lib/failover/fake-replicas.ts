import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import type { Clock } from '../../../src/lib/clock.js';
import { conditionHolds, type Item, updated, type WriteRequest } from './fake-expressions.js';

interface Input {
  RequestItems?: Record<string, { Keys: { domain: { S: string } }[] }>;
  TransactItems?: { Update?: WriteRequest; Put?: WriteRequest; ConditionCheck?: WriteRequest }[];
  ExpressionAttributeValues?: Item;
  Item?: Item;
  Key?: { domain: { S: string } };
}

type Handler = (args: object) => Promise<{ response: { headers: Record<string, string> } }>;

export interface FakeReplicasOptions {
  /** How long half a round trip takes, in ms. Default 20. */
  halfwayMs?: () => number;
  /** How long the replication of one write to one replica takes, in ms. Default 700. */
  replicationMs?: () => number;
  /** How far the replicas' clock is ahead of the test's, in ms. */
  aheadMs?: number;
}

/** One operator's way to the replicas. */
export interface Reach {
  /** Whether a request arrives. */
  reaches?: (region: string) => boolean;
  /** Before a write is made; one that never resolves is a machine that is lost. */
  writing?: (region: string) => Promise<void>;
}

/** A version of an item; the last writer wins, and at the same moment the greater region. */
interface Version {
  item: Item;
  at: number;
  by: string;
}

/**
 * The replicas of a state table behind SDK clients, on the test's clock: conditions see the replica that they are made in,
 * and the replication lets the last writer win, item by item. An unreachable replica never answers.
 */
export class FakeReplicas {
  readonly gone = new Set<string>();
  /** Replicas whose next write lands, and is not answered. */
  readonly unanswered = new Set<string>();
  /** Replicas that refuse everything. */
  readonly denying = new Set<string>();
  /** Replicas that refuse writes. */
  readonly refusing = new Set<string>();
  /** Whether writes stay where they are made. */
  replicationStopped = false;
  /** Regions and calls that were made, as `eu-west-1 BatchGetItem`. */
  readonly calls: string[] = [];
  /** Called after each write of an item, with what it became. */
  written: (region: string, item: Item) => void = () => {};
  readonly #clock: Clock;
  readonly #options: Required<FakeReplicasOptions>;
  readonly #replicas: ReadonlyMap<string, Map<string, Version>>;

  constructor(clock: Clock, regions: readonly string[], options: FakeReplicasOptions = {}) {
    this.#clock = clock;
    this.#options = { halfwayMs: () => 20, replicationMs: () => 700, aheadMs: 0, ...options };
    this.#replicas = new Map(regions.map((region) => [region, new Map<string, Version>()]));
  }

  /** The items of one replica. */
  items(region: string): Item[] {
    return [...(this.#replicas.get(region)?.values() ?? [])].map(({ item }) => item);
  }

  item(region: string, key: string): Item | undefined {
    return this.#replicas.get(region)?.get(key)?.item;
  }

  /** Puts an item into every replica at once, as if it had been there for long. */
  seed(item: Item): void {
    for (const replica of this.#replicas.values()) replica.set(item.domain?.S ?? '', { item, at: -1, by: '' });
  }

  /** Removes an item from every replica. */
  drop(key: string): void {
    for (const replica of this.#replicas.values()) replica.delete(key);
  }

  /** Writes an item outside cvs. */
  put(region: string, item: Item): void {
    this.#write(region, item);
  }

  clients(reach: Reach = {}): AwsClients {
    const dynamoDb = async (region: string) => {
      let watch: (next: Handler) => Handler = (next) => next;
      return {
        // The SDK's paginators ask for an instance.
        __proto__: DynamoDBClient.prototype,
        config: { credentials: async () => ({ accessKeyId: 'OPERATOR', secretAccessKey: 'secret' }) },
        middlewareStack: {
          add: (middleware: typeof watch) => {
            watch = middleware;
          },
        },
        send: async (command: { input: Input }, { abortSignal }: { abortSignal: AbortSignal }) => {
          const action = command.constructor.name.replace(/Command$/, '');
          let output: object = {};
          await watch(async () => {
            output = await this.#answer(region, action, command.input, abortSignal, reach).catch((error) => ({
              error,
            }));
            const date = new Date(this.#clock.now() + this.#options.aheadMs).toUTCString();
            await this.#clock.sleep(this.#options.halfwayMs(), abortSignal);
            return { response: { headers: { date } } };
          })({});
          if ('error' in output) throw output.error;
          return output;
        },
      };
    };
    const clients = new Map<string, ReturnType<typeof dynamoDb>>();
    const clientOf = (region: string) => {
      const client = clients.get(region) ?? dynamoDb(region);
      clients.set(region, client);
      return client;
    };
    // CloudFront's API is unreachable: it never answers.
    const cloudFront = async () => ({
      send: (_: object, { abortSignal }: { abortSignal?: AbortSignal } = {}) =>
        this.#clock.sleep(Number.MAX_SAFE_INTEGER, abortSignal),
    });
    return { dynamoDb: clientOf, cloudFront } as unknown as AwsClients;
  }

  async #answer(region: string, action: string, input: Input, signal: AbortSignal, reach: Reach): Promise<object> {
    this.calls.push(`${region} ${action}`);
    const arrives = !this.gone.has(region) && (reach.reaches?.(region) ?? true);
    await this.#clock.sleep(arrives ? this.#options.halfwayMs() : Number.MAX_SAFE_INTEGER, signal);
    if (this.denying.has(region)) throw named('UnrecognizedClientException', 'The security token is invalid.');
    const items = this.#replicas.get(region) as Map<string, Version>;
    if (action === 'BatchGetItem') {
      const asked = Object.entries(input.RequestItems ?? {}).map(([table, { Keys }]) => [
        table,
        Keys.map(({ domain }) => items.get(domain.S)?.item).filter((item) => item !== undefined),
      ]);
      return { Responses: Object.fromEntries(asked) };
    }
    if (action === 'Scan') {
      const prefix = input.ExpressionAttributeValues?.[':prefix']?.S ?? '';
      return { Items: this.items(region).filter(({ domain }) => domain?.S?.startsWith(prefix)) };
    }
    if (action === 'GetItem') return { Item: items.get(input.Key?.domain.S ?? '')?.item };
    if (this.refusing.has(region)) throw named('AccessDeniedException', 'not for you');
    await reach.writing?.(region);
    if (action === 'DeleteItem') {
      for (const replica of this.#replicas.values()) replica.delete(input.Key?.domain.S ?? '');
      return {};
    }
    this.#transact(region, input.TransactItems ?? [{ Put: input as WriteRequest }], action);
    if (this.unanswered.delete(region)) await this.#clock.sleep(Number.MAX_SAFE_INTEGER, signal);
    return {};
  }

  #transact(region: string, writes: NonNullable<Input['TransactItems']>, action: string): void {
    const items = this.#replicas.get(region) as Map<string, Version>;
    const now = (request: WriteRequest) => items.get((request.Key ?? request.Item)?.domain?.S ?? '')?.item;
    const requests = writes.flatMap(({ Update, Put, ConditionCheck }) => Update ?? Put ?? ConditionCheck ?? []);
    const held = requests.map((request) => conditionHolds(request, now(request)));
    if (held.includes(false)) {
      const CancellationReasons = held.map((holds) => ({ Code: holds ? 'None' : 'ConditionalCheckFailed' }));
      const transaction = action === 'TransactWriteItems';
      const name = transaction ? 'TransactionCanceledException' : 'ConditionalCheckFailedException';
      throw Object.assign(named(name, 'refused'), { CancellationReasons });
    }
    for (const { Update, Put } of writes) {
      if (Put?.Item) this.#write(region, Put.Item);
      if (Update) this.#write(region, updated(Update, now(Update)));
    }
  }

  #write(region: string, item: Item): void {
    const version = { item, at: this.#clock.monotonic(), by: region };
    const key = item.domain?.S ?? '';
    for (const [to, items] of this.#replicas) {
      if (to === region) items.set(key, version);
      else if (!this.replicationStopped) void this.#replicate(to, items, key, version);
    }
    this.written(region, item);
  }

  async #replicate(to: string, items: Map<string, Version>, key: string, version: Version): Promise<void> {
    await this.#clock.sleep(this.#options.replicationMs());
    const there = items.get(key);
    const wins = !there || version.at > there.at || (version.at === there.at && version.by > there.by);
    if (wins && !this.gone.has(to)) items.set(key, version);
  }
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}
