import { ServiceError } from '../../service-error.js';

/** An error of DynamoDB, which may have more members than a message. */
export class DynamoDbError extends ServiceError {
  /** Members of the error besides its message, such as CancellationReasons. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, members: Readonly<Record<string, unknown>> = {}, status = 400) {
    super(code, message, status);
    this.members = members;
  }

  /**
   * From the body of dynalite's answer, such as `{ "__type": "com.amazonaws.dynamodb.v20120810#…", "message": "…" }`.
   */
  static fromDynalite(body: Record<string, unknown>, status: number): DynamoDbError {
    const { __type, message, Message, ...members } = body;
    const code = String(__type).split('#').at(-1) ?? 'InternalServerError';
    return new DynamoDbError(code, String(message ?? Message ?? ''), members, status);
  }
}

/** For a table that does not exist, in the wording of item operations. */
export function tableNotFound(): DynamoDbError {
  return new DynamoDbError('ResourceNotFoundException', 'Requested resource not found');
}
