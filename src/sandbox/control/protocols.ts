import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { ServiceError, unsupported } from '../service-error.js';
import type { CallContext, ControlRequest, ControlResponse, ControlService } from './service.js';

/** One operation of a query or JSON service: takes the decoded input, returns the output's members. */
// biome-ignore lint/suspicious/noExplicitAny: inputs are the wire's; each operation reads the members it knows
export type Operation = (input: any, call: CallContext) => Promise<object | undefined> | object | undefined;

const xmlParser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: false });
const xmlBuilder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: false });

/** Parses XML to nested objects; every leaf is a string. Repeated elements become arrays. */
export function parseXml(text: string): Record<string, unknown> {
  const parsed = xmlParser.parse(text) as Record<string, unknown>;
  delete parsed['?xml'];
  return parsed;
}

/** Builds XML from nested objects: an array repeats its element, undefined is left out, dates are ISO 8601. */
export function buildXml(root: string, value: object, namespace?: string): string {
  const content = plain(value) as Record<string, unknown>;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlBuilder.build({
    [root]: namespace ? { '@xmlns': namespace, ...content } : content,
  })}`;
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key, plain(member)]),
    );
  }
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
}

/** AWS query protocol: form in, XML out (CloudFormation, SNS, STS). */
export function queryService(definition: {
  signingNames: readonly string[];
  namespace: string;
  operations: Readonly<Record<string, Operation>>;
}): ControlService {
  return {
    signingNames: definition.signingNames,
    async handle(request) {
      const form = new URLSearchParams(request.body.toString('utf8'));
      for (const [key, value] of request.query) form.append(key, value);
      const action = form.get('Action') ?? '';
      try {
        const operation = definition.operations[action];
        if (!operation) throw unsupported(request.service, action);
        const output = await operation(decodeForm(form), { region: request.region, accessKeyId: request.accessKeyId });
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
  operations: Readonly<Record<string, Operation>>;
}): ControlService {
  const type = `application/x-amz-json-${definition.version}`;
  return {
    signingNames: definition.signingNames,
    async handle(request) {
      const action =
        String(request.headers['x-amz-target'] ?? '')
          .split('.')
          .at(-1) ?? '';
      try {
        const operation = definition.operations[action];
        if (!operation) throw unsupported(request.service, action);
        const input: unknown = request.body.length ? JSON.parse(request.body.toString('utf8')) : {};
        const output = await operation(input, { region: request.region, accessKeyId: request.accessKeyId });
        return { status: 200, headers: { 'content-type': type }, body: JSON.stringify(output ?? {}) };
      } catch (error) {
        const refusal = asServiceError(error);
        return {
          status: refusal.status,
          headers: { 'content-type': type },
          body: JSON.stringify({ __type: refusal.code, message: refusal.message }),
        };
      }
    },
  };
}

/** A REST service: `route` answers, errors are written in the service's format. */
export function restService(definition: {
  signingNames: readonly string[];
  errors: 'json' | 'xml' | 's3';
  route: (request: ControlRequest) => Promise<ControlResponse>;
}): ControlService {
  return {
    signingNames: definition.signingNames,
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

function xml(status: number, root: string, namespace: string | undefined, value: object): ControlResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: buildXml(root, value, namespace) };
}

/** The error to answer with; a bug in the sandbox is answered with a 500 that says so. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ServiceError('InternalFailure', `The sandbox failed: ${message}`, 500);
}

/**
 * `Tags.member.1.Key=a` → `{ Tags: [{ Key: 'a' }] }`; `Attributes.entry.1.key=k` (SNS also has `Name` and `Value`) →
 * `{ Attributes: { k: … } }`.
 */
export function decodeForm(form: URLSearchParams): Record<string, unknown> {
  // Without a prototype, so that a member named `__proto__` is a member like any other.
  const tree: Record<string, unknown> = Object.create(null);
  for (const [key, value] of form) {
    const path = key.split('.');
    let node = tree;
    for (const part of path.slice(0, -1)) {
      node[part] ??= Object.create(null);
      node = node[part] as Record<string, unknown>;
    }
    node[path.at(-1) as string] = value;
  }
  return fold(tree) as Record<string, unknown>;
}

function fold(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node);
  const only = entries.length === 1 ? entries[0] : undefined;
  if (only && (only[0] === 'member' || only[0] === 'entry') && typeof only[1] === 'object') {
    const items = Object.entries(only[1] as object)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, item]) => fold(item));
    if (only[0] === 'member') return items;
    return Object.fromEntries(
      (items as Record<string, unknown>[]).map((item) => [item.key ?? item.Name, item.value ?? item.Value]),
    );
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, fold(value)]));
}

/**
 * Arrays as the query protocol writes them: `<Stacks><member>…</member></Stacks>`; the `entry` list of a map as it is.
 */
function lists(value: unknown): unknown {
  if (value instanceof Date) return value;
  if (Array.isArray(value)) return { member: value.map(lists) };
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, key === 'entry' ? member : lists(member)]),
    );
  }
  return value;
}
