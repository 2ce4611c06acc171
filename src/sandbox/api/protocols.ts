import { ServiceError, unsupported } from '../services/service-error.js';
import type { Need, NeedsOf } from './need.js';
import { checkComplete, checkMembers, type Operations } from './operations.js';
import { decodeForm, lists } from './query-codec.js';
import type { CallContext, ControlRequest, ControlResponse, ControlService } from './service.js';
import { buildXml } from './xml.js';

/** One operation of a query or JSON service: takes the decoded input, returns the output's members. */
// biome-ignore lint/suspicious/noExplicitAny: inputs are the wire's; each operation reads the members it knows
export type Operation = (input: any, call: CallContext) => Promise<object | undefined> | object | undefined;

/** AWS query protocol: form in, XML out (CloudFormation, SNS, STS). */
export function queryService(definition: {
  signingNames: readonly string[];
  namespace: string;
  supported: Operations;
  operations: Readonly<Record<string, Operation>>;
  permissions: Readonly<Record<string, NeedsOf>>;
}): ControlService {
  checkComplete(definition);
  return {
    signingNames: definition.signingNames,
    operations: definition.supported,
    needs(request) {
      const form = formOf(request);
      return needsOf(definition.permissions, form.get('Action') ?? '', decodeForm(form), request);
    },
    async handle(request) {
      const form = formOf(request);
      const action = form.get('Action') ?? '';
      try {
        const operation = operationNamed(definition.operations, action);
        if (!operation) throw unsupported(request.service, action);
        const { Action: _action, Version: _version, ...input } = decodeForm(form);
        checkMembers(`${request.service}:${action}`, definition.supported[action], input);
        const output = await operation(input, { region: request.region, accessKeyId: request.accessKeyId });
        return xml(200, `${action}Response`, definition.namespace, {
          [`${action}Result`]: lists(output ?? {}),
          ResponseMetadata: { RequestId: crypto.randomUUID() },
        });
      } catch (error) {
        const refusal = asServiceError(error);
        return xml(refusal.status, 'ErrorResponse', definition.namespace, {
          Error: {
            Type: refusal.fault === 'client' ? 'Sender' : 'Receiver',
            Code: refusal.code,
            Message: refusal.message,
          },
          RequestId: crypto.randomUUID(),
        });
      }
    },
  };
}

/** AWS JSON protocol: the operation is in X-Amz-Target (SQS and others). */
export function jsonService(definition: {
  signingNames: readonly string[];
  version: '1.0' | '1.1';
  supported: Operations;
  /** How errors are named, where it is not by their code alone. */
  errorShape?: (error: ServiceError) => { type: string; headers: Record<string, string> };
  operations: Readonly<Record<string, Operation>>;
  permissions: Readonly<Record<string, NeedsOf>>;
}): ControlService {
  checkComplete(definition);
  const type = `application/x-amz-json-${definition.version}`;
  return {
    signingNames: definition.signingNames,
    operations: definition.supported,
    needs: (request) => needsOf(definition.permissions, targetOf(request), jsonOf(request), request),
    async handle(request) {
      const action = targetOf(request);
      try {
        const operation = operationNamed(definition.operations, action);
        if (!operation) throw unsupported(request.service, action);
        const input = jsonOf(request) as object;
        checkMembers(`${request.service}:${action}`, definition.supported[action], input);
        const output = await operation(input, { region: request.region, accessKeyId: request.accessKeyId });
        return { status: 200, headers: { 'content-type': type }, body: JSON.stringify(output ?? {}) };
      } catch (error) {
        const refusal = asServiceError(error);
        const shape = definition.errorShape?.(refusal) ?? { type: refusal.code, headers: {} };
        return {
          status: refusal.status,
          headers: { 'content-type': type, ...shape.headers },
          body: JSON.stringify({ __type: shape.type, message: refusal.message }),
        };
      }
    },
  };
}

/** A REST service: `route` answers, errors are written in the service's format. */
export function restService(definition: {
  signingNames: readonly string[];
  errors: 'json' | 'xml' | 's3';
  supported: Operations;
  needs: ControlService['needs'];
  route: (request: ControlRequest) => Promise<ControlResponse>;
}): ControlService {
  return {
    signingNames: definition.signingNames,
    operations: definition.supported,
    needs: definition.needs,
    async handle(request) {
      try {
        return await definition.route(request);
      } catch (error) {
        const refusal = asServiceError(error);
        const details = { Code: refusal.code, Message: refusal.message };
        if (definition.errors === 'json') {
          return {
            status: refusal.status,
            headers: { 'content-type': 'application/json', 'x-amzn-errortype': refusal.code },
            body: JSON.stringify({ message: refusal.message, Message: refusal.message }),
          };
        }
        if (definition.errors === 's3') return xml(refusal.status, 'Error', undefined, details);
        return xml(refusal.status, 'ErrorResponse', undefined, {
          Error: { Type: 'Sender', ...details },
          RequestId: crypto.randomUUID(),
        });
      }
    },
  };
}

function formOf({ body, query }: ControlRequest): URLSearchParams {
  const form = new URLSearchParams(body.toString('utf8'));
  // What signs a presigned URL is no member.
  for (const [key, value] of query) if (!key.startsWith('X-Amz-')) form.append(key, value);
  return form;
}

function targetOf({ headers }: ControlRequest): string {
  return (
    String(headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? ''
  );
}

function jsonOf({ body }: ControlRequest): unknown {
  return body.length ? JSON.parse(body.toString('utf8')) : {};
}

function needsOf(
  permissions: Readonly<Record<string, NeedsOf>>,
  name: string,
  input: unknown,
  request: ControlRequest,
): readonly Need[] {
  const needs = Object.hasOwn(permissions, name) ? permissions[name] : undefined;
  return needs ? [needs(input, request)].flat() : [];
}

/** None for a name that only every object has, such as `constructor`. */
function operationNamed(operations: Readonly<Record<string, Operation>>, name: string): Operation | undefined {
  return Object.hasOwn(operations, name) ? operations[name] : undefined;
}

function xml(status: number, root: string, namespace: string | undefined, value: object): ControlResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: buildXml(root, value, namespace) };
}

/** The error to answer with; a bug in the sandbox is answered with a 500 that says so. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ServiceError('InternalFailure', `The sandbox failed: ${message}`, 500);
}
