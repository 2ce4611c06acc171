import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { letIteratorsEnd } from './dynalite-iterators.js';
import { DynamoDbError } from './dynamodb-error.js';

/** dynalite requires a signed request; it does not check the signature. */
const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=sandbox, SignedHeaders=host, Signature=none';

/**
 * One region's tables: a dynalite with a database in memory. Its HTTP server never listens; calls are handed to its
 * request handler in process.
 */
export class DynaliteStore {
  readonly #server: Promise<Server>;

  constructor() {
    this.#server = import('dynalite').then(({ default: dynalite }) => {
      letIteratorsEnd();
      return dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    });
  }

  /**
   * One operation of DynamoDB's API.
   *
   * @returns the output's members
   * @throws DynamoDbError with the code and message that dynalite answered
   */
  async call(action: string, input: object): Promise<Record<string, unknown>> {
    const server = await this.#server;
    const { status, body } = await new Promise<{ status: number; body: string }>((resolve) => {
      const request = Object.assign(new EventEmitter(), {
        method: 'POST',
        url: '/',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${action}`,
          'x-amz-date': '20260101T000000Z',
          authorization: AUTHORIZATION,
        },
      });
      const response = {
        statusCode: 200,
        setHeader: () => undefined,
        end: (text: string) => resolve({ status: response.statusCode, body: text }),
      };
      server.emit('request', request, response);
      request.emit('data', Buffer.from(JSON.stringify(input)));
      request.emit('end');
    });
    const output = JSON.parse(body) as Record<string, unknown>;
    if (status !== 200) throw DynamoDbError.fromDynalite(output, status);
    return output;
  }

  /** Creates a table and waits until it is ACTIVE. */
  async createTable(input: { TableName: string } & Record<string, unknown>): Promise<void> {
    await this.call('CreateTable', input);
    await this.#until(input.TableName, (status) => status === 'ACTIVE');
  }

  /** Deletes a table and waits until its name is free. */
  async deleteTable(tableName: string): Promise<void> {
    await this.call('DeleteTable', { TableName: tableName });
    await this.#until(tableName, (status) => status === undefined);
  }

  async #until(tableName: string, reached: (status: string | undefined) => boolean): Promise<void> {
    for (;;) {
      const status = await this.call('DescribeTable', { TableName: tableName }).then(
        ({ Table }) => (Table as { TableStatus: string }).TableStatus,
        () => undefined,
      );
      if (reached(status)) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
