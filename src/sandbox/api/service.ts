import type { IncomingHttpHeaders } from 'node:http';
import type { Need } from './need.js';
import type { Operations } from './operations.js';

/** What stands before a call's body. */
export type CallHead = Omit<ArrivedCall, 'body'>;

/** A call as it arrived: who signed it is not known yet. */
export interface ArrivedCall {
  method: string;
  /** Path without the query, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** One call of the AWS API whose signature was verified; service and region are those of its SigV4 scope. */
export interface ControlRequest extends ArrivedCall {
  /** Signing name: `cloudformation`, `cloudfront`, `s3`, `dynamodb`, `lambda`, `sns`, `sqs`, `scheduler`, `sts`, … */
  service: string;
  region: string;
  accessKeyId: string;
}

export interface ControlResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** An AWS service as the control plane serves it. */
export interface ControlService {
  /** The names it is signed for. */
  readonly signingNames: readonly string[];
  /** What it can do, by AWS's names. */
  readonly operations: Operations;
  /** What the caller's policies must allow; nothing for an operation that the service does not have. */
  needs(request: ControlRequest): readonly Need[] | Promise<readonly Need[]>;
  /** Rejects with a `ServiceError` for what the service itself would refuse. */
  handle(request: ControlRequest): Promise<ControlResponse>;
}

/** Who calls, for an operation. */
export interface CallContext {
  region: string;
  accessKeyId: string;
}
