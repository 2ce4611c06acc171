import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { type Clock, systemClock } from '../../../src/lib/clock.js';
import { AccessKeys } from '../../../src/sandbox/access-keys.js';
import { startControlServer } from '../../../src/sandbox/api/server.js';
import type { ControlRequest, ControlResponse } from '../../../src/sandbox/api/service.js';
import type { SandboxEnvironment } from '../../../src/sandbox/environment.js';
import { makeDynamoDb } from '../../../src/sandbox/services/dynamodb/index.js';
import type { DynamoDb } from '../../../src/sandbox/services/dynamodb/model/dynamodb.js';

export interface ReplicaServer {
  clients: AwsClients;
  keys: AccessKeys;
  dynamodb: DynamoDb;
  /** Calls that arrived, as `region action`. */
  calls: string[];
  /** Regions whose endpoint answers 500. */
  broken: Set<string>;
  /** Regions whose endpoint never answers. */
  hanging: Set<string>;
  /** Runs before a call is answered. */
  before: (region: string, action: string) => Promise<void>;
  /** Makes a global table as the cluster stack does. */
  createTable(name: string, regions: readonly string[]): Promise<void>;
  /** One replica's item, as DynamoDB has it. */
  item(region: string, table: string, key: string): Promise<Record<string, Record<string, unknown>> | undefined>;
  /** Every item of one replica. */
  items(region: string, table: string): Promise<Record<string, Record<string, unknown>>[]>;
  close(): Promise<void>;
}

/**
 * The sandbox's DynamoDB behind real HTTP, whose regions can be broken one by one.
 *
 * @param clock what time its answers tell; the machine's when absent
 */
export async function startReplicaServer(clock?: Clock): Promise<ReplicaServer> {
  const environment: SandboxEnvironment = {
    accountId: '123456789012',
    clock: systemClock,
    keys: new AccessKeys(),
    speed: 1_000_000,
    endpoint: () => 'http://127.0.0.1',
    latency: async () => {},
    id: (length) => 'A'.repeat(length),
    log: () => {},
  };
  const { model: dynamodb, wire, resources } = makeDynamoDb(environment, { replicationDelayMs: 0 });
  const calls: string[] = [];
  const broken = new Set<string>();
  const hanging = new Set<string>();
  const release: (() => void)[] = [];
  const intercept = async ({ region, headers }: ControlRequest): Promise<ControlResponse | undefined> => {
    const action = String(headers['x-amz-target']).split('.')[1] as string;
    calls.push(`${region} ${action}`);
    if (hanging.has(region)) await new Promise<void>((resolve) => release.push(resolve));
    if (broken.has(region)) return { status: 500, body: '{"__type":"InternalServerError","message":"down"}' };
    await server.before(region, action);
    return undefined;
  };
  const control = await startControlServer([wire], {
    port: 0,
    log: () => {},
    keys: environment.keys,
    clock: clock ?? systemClock,
    rules: [intercept],
  });
  const clients = new AwsClients({
    endpoint: control.endpoint,
    credentials: environment.keys.owner,
  });
  const server: ReplicaServer = {
    clients,
    keys: environment.keys,
    dynamodb,
    calls,
    broken,
    hanging,
    before: async () => {},
    async createTable(name, regions) {
      const table = resources.find(({ type }) => type === 'AWS::DynamoDB::GlobalTable');
      await table?.create(
        {
          TableName: name,
          AttributeDefinitions: [{ AttributeName: 'domain', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'domain', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
          Replicas: regions.map((Region) => ({ Region })),
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        },
        {
          region: regions[0] as string,
          stackName: name,
          stackId: `arn:aws:cloudformation:::stack/${name}`,
          logicalId: 'Table',
          accountId: '123456789012',
          stackTags: {},
          signal: new AbortController().signal,
        },
      );
    },
    async item(region, table, key) {
      const input = { TableName: table, Key: { domain: { S: key } } };
      return ((await dynamodb.call(region, 'GetItem', input)) as { Item?: Record<string, Record<string, unknown>> })
        .Item;
    },
    async items(region, table) {
      const output = (await dynamodb.call(region, 'Scan', { TableName: table })) as {
        Items: Record<string, Record<string, unknown>>[];
      };
      return output.Items;
    },
    async close() {
      for (const resolve of release) resolve();
      await clients.close();
      await control.close();
      await dynamodb.close();
    },
  };
  return server;
}
