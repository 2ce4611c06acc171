import type { SandboxEnvironment } from '../../../environment.js';
import { unsupported } from '../../service-error.js';
import { DynamoDbError, tableNotFound } from './dynamodb-error.js';
import { itemWrites } from './item-writes.js';
import { RegionTables } from './region-tables.js';
import { Replication } from './replication.js';

/** Replication is usually under a second ("Global tables: How it works"). */
const REPLICATION_DELAY_MS = 700;

/** Operations that dynalite answers alone. */
const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'ListTables']);

/**
 * Amazon DynamoDB: dynalite holds the tables of each region; global tables, transactions and settings are the
 * sandbox's.
 */
export class DynamoDb {
  readonly env: SandboxEnvironment;
  readonly replication: Replication;
  readonly #regions = new Map<string, RegionTables>();

  constructor(env: SandboxEnvironment, options: { replicationDelayMs?: number } = {}) {
    this.env = env;
    this.replication = new Replication(env, {
      delayMs: options.replicationDelayMs ?? REPLICATION_DELAY_MS,
      apply: (region, tableName, key, image, newer) => this.region(region).replicate(tableName, key, image, newer),
    });
  }

  /**
   * One operation on items in one region, or `ListTables`; input and output are DynamoDB's JSON, as in dynalite.
   *
   * @returns the output's members
   * @throws ServiceError as DynamoDB refuses
   */
  async call(region: string, action: string, input: Record<string, unknown>): Promise<object> {
    const tables = this.region(region);
    if (READS.has(action)) return tables.store.call(action, input);
    const write = itemWrites[action];
    if (write) return tables.inTurn(() => write(tables, this.replication, input));
    throw unsupported('dynamodb', action);
  }

  region(region: string): RegionTables {
    let tables = this.#regions.get(region);
    if (!tables) {
      tables = new RegionTables(region, this.env.clock);
      this.#regions.set(region, tables);
    }
    return tables;
  }

  /** Whether a table exists. */
  hasTable(region: string, tableName: string): boolean {
    return this.region(region).settings.has(tableName);
  }

  /** Cuts a region's replicas off from the others, or connects them again. */
  isolate(region: string, isolated: boolean): void {
    this.replication.isolate(region, isolated);
  }

  /** Settings of a table by its ARN. @throws DynamoDbError */
  settingsByArn(arn: unknown) {
    // The SDK leaves out what is undefined: "ResourceArn" is required, of 1 to 1283 characters.
    if (typeof arn !== 'string' || arn === '') {
      throw new DynamoDbError(
        'ValidationException',
        "1 validation error detected: Value null at 'resourceArn' failed to satisfy constraint: Member must not be null",
      );
    }
    const [, , , region = '', , resource = ''] = arn.split(':');
    const settings = this.region(region).settings.get(resource.replace('table/', ''));
    if (!settings) throw tableNotFound();
    return settings;
  }

  async close(): Promise<void> {
    this.replication.close();
  }
}
