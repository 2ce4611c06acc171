import {
  type ControlRequest,
  type ControlResponse,
  type ControlService,
  ServiceError,
  unsupported,
} from '../../../control/service.js';
import type { SandboxEnvironment } from '../../../environment.js';
import { itemWrites } from '../wire/item-writes.js';
import { tableOperations } from '../wire/table-operations.js';
import { DynamoDbError, tableNotFound } from './dynamodb-error.js';
import { RegionTables } from './region-tables.js';
import { Replication } from './replication.js';

/** Replication is usually under a second ("Global tables: How it works"). */
const REPLICATION_DELAY_MS = 700;

/** Operations that dynalite answers as they come. */
const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'ListTables']);

/** Amazon DynamoDB: dynalite keeps the tables of each region; global tables, transactions and settings are ours. */
export class DynamoDbService implements ControlService {
  readonly signingNames = ['dynamodb'];
  readonly env: SandboxEnvironment;
  readonly replication: Replication;
  readonly #regions = new Map<string, RegionTables>();
  readonly #tableOperations = tableOperations(this);

  constructor(env: SandboxEnvironment, options: { replicationDelayMs?: number } = {}) {
    this.env = env;
    this.replication = new Replication(env, {
      delayMs: options.replicationDelayMs ?? REPLICATION_DELAY_MS,
      apply: (region, tableName, key, image, newer) => this.region(region).replicate(tableName, key, image, newer),
    });
  }

  async handle(request: ControlRequest): Promise<ControlResponse> {
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    const action = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
    try {
      const input = JSON.parse(request.body.toString('utf8') || '{}') as Record<string, unknown>;
      return { status: 200, headers, body: JSON.stringify(await this.call(request.region, action, input)) };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const refusal =
        error instanceof DynamoDbError ? error : new DynamoDbError(error.code, error.message, {}, error.status);
      return { status: refusal.status, headers, body: refusal.toWire() };
    }
  }

  /**
   * One operation in one region.
   *
   * @returns the output's members
   * @throws ServiceError as DynamoDB refuses
   */
  async call(region: string, action: string, input: Record<string, unknown>): Promise<object> {
    const tables = this.region(region);
    if (READS.has(action)) return tables.store.call(action, input);
    const write = itemWrites[action];
    if (write) return tables.inTurn(() => write(tables, this.replication, input));
    const operation = this.#tableOperations[action];
    if (!operation) throw unsupported('dynamodb', action);
    return operation(region, input);
  }

  region(region: string): RegionTables {
    let tables = this.#regions.get(region);
    if (!tables) {
      tables = new RegionTables(region);
      this.#regions.set(region, tables);
    }
    return tables;
  }

  /** Whether a table is there. */
  hasTable(region: string, tableName: string): boolean {
    return this.region(region).settings.has(tableName);
  }

  /** Cuts a region's replicas off from the others, or joins them again. */
  isolate(region: string, isolated: boolean): void {
    this.replication.isolate(region, isolated);
  }

  /** Settings of a table by its ARN. @throws DynamoDbError */
  settingsByArn(arn: string) {
    const [, , , region = '', , resource = ''] = arn.split(':');
    const settings = this.region(region).settings.get(resource.replace('table/', ''));
    if (!settings) throw tableNotFound();
    return settings;
  }

  async close(): Promise<void> {
    this.replication.close();
  }
}
