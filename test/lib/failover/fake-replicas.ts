import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import type { Clock } from '../../../src/lib/clock.js';

type Item = Record<string, AttributeValue>;

interface Input {
  RequestItems?: Record<string, { Keys: { domain: { S: string } }[] }>;
  TransactItems?: {
    Update?: { Key: Item; ExpressionAttributeValues: Item };
    Put?: { Item: Item };
  }[];
  Item?: Item;
  Key?: { domain: { S: string } };
}

/**
 * The replicas of a state table behind SDK clients, on the test's clock: an answer takes 40 ms, a replication 700 ms, and
 * an unreachable replica never answers. Conditions are not checked: there is only one writer.
 */
export class FakeReplicas {
  readonly gone = new Set<string>();
  /** Regions and calls that were made, as `eu-west-1 BatchGetItem`. */
  readonly calls: string[] = [];
  readonly #clock: Clock;
  readonly #items: ReadonlyMap<string, Map<string, Item>>;

  constructor(clock: Clock, regions: readonly string[]) {
    this.#clock = clock;
    this.#items = new Map(regions.map((region) => [region, new Map<string, Item>()]));
  }

  /** The items of one replica. */
  items(region: string): Item[] {
    return [...(this.#items.get(region)?.values() ?? [])];
  }

  get clients(): AwsClients {
    const dynamoDb = async (region: string) => ({
      // The SDK's paginators ask for an instance.
      __proto__: DynamoDBClient.prototype,
      config: { credentials: async () => ({ accessKeyId: 'OPERATOR', secretAccessKey: 'secret' }) },
      send: (command: { input: Input }, { abortSignal }: { abortSignal: AbortSignal }) =>
        this.#answer(region, command.constructor.name.replace(/Command$/, ''), command.input, abortSignal),
    });
    // CloudFront's API is unreachable: it never answers.
    const cloudFront = async () => ({
      send: (_: object, { abortSignal }: { abortSignal?: AbortSignal } = {}) =>
        this.#clock.sleep(Number.MAX_SAFE_INTEGER, abortSignal),
    });
    return { dynamoDb, cloudFront } as unknown as AwsClients;
  }

  async #answer(region: string, action: string, input: Input, signal: AbortSignal): Promise<object> {
    this.calls.push(`${region} ${action}`);
    await this.#clock.sleep(this.gone.has(region) ? Number.MAX_SAFE_INTEGER : 40, signal);
    const items = this.#items.get(region) as Map<string, Item>;
    if (action === 'BatchGetItem') {
      const asked = Object.entries(input.RequestItems ?? {}).map(([table, { Keys }]) => [
        table,
        Keys.map(({ domain }) => items.get(domain.S)).filter((item) => item !== undefined),
      ]);
      return { Responses: Object.fromEntries(asked) };
    }
    if (action === 'Scan')
      return { Items: [...items.values()].filter(({ domain }) => domain?.S?.startsWith('history#')) };
    if (action === 'GetItem') return { Item: items.get(input.Key?.domain.S ?? '') };
    if (action === 'DeleteItem') {
      for (const replica of this.#items.values()) replica.delete(input.Key?.domain.S ?? '');
      return {};
    }
    for (const { Update, Put } of input.TransactItems ?? []) {
      if (Put) this.#put(region, Put.Item);
      // What is written is the intent as a whole, next to what else the update sets.
      if (Update) this.#put(region, { ...Update.Key, ...(Update.ExpressionAttributeValues[':written']?.M as Item) });
    }
    if (input.Item) this.#put(region, input.Item);
    return {};
  }

  #put(region: string, item: Item): void {
    for (const [to, items] of this.#items) {
      const put = () => void items.set(item.domain?.S ?? '', item);
      if (to === region) put();
      else if (!this.gone.has(to)) void this.#clock.sleep(700).then(put);
    }
  }
}
