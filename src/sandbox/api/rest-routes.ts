import findMyWay, { type HTTPMethod } from 'find-my-way';
import { unsupported } from '../services/service-error.js';
import { checkMembers, type Operations } from './operations.js';
import { REST_OPERATIONS } from './rest-operations.js';
import type { ControlRequest, ControlResponse } from './service.js';

/** Answers one REST operation; `params` are the decoded path segments that its pattern names. */
export type RestOperation<Request = ControlRequest> = (
  request: Request,
  params: Readonly<Record<string, string | undefined>>,
) => Promise<ControlResponse> | ControlResponse;

/**
 * Finds the operation of a call by method and path.
 *
 * @param routes keyed by `METHOD /path/:name`, patterns as find-my-way has them
 * @returns undefined for a call that no route knows
 */
export function router<Operation>(routes: Readonly<Record<string, Operation>>) {
  // An ARN in a path is longer than find-my-way takes a parameter to be.
  const table = findMyWay({ ignoreTrailingSlash: true, maxParamLength: 2048 });
  for (const [key, operation] of Object.entries(routes)) {
    const [method, pattern = ''] = key.split(' ');
    table.on(method as HTTPMethod, pattern, () => undefined, operation);
  }
  return ({ method, path }: Pick<ControlRequest, 'method' | 'path'>) => {
    const found = table.find(method as HTTPMethod, path);
    return found ? { operation: found.store as Operation, params: found.params } : undefined;
  };
}

/** Dispatches by method and path, as REST services do; fails by name for a call that no route knows. */
export function restRoutes(service: string, routes: Readonly<Record<string, RestOperation>>) {
  const find = router(routes);
  const nameOf = operationNames(service);
  return async (request: ControlRequest): Promise<ControlResponse> => {
    const found = find(request);
    if (!found) throw unsupported(request.service, nameOf(request) ?? `${request.method} ${request.path}`);
    return found.operation(request, found.params);
  };
}

/** AWS's name of the operation that a call is, whether the sandbox has it or not; undefined where AWS has none. */
export function operationNames(
  service: string,
): (request: Pick<ControlRequest, 'method' | 'path' | 'query'>) => string | undefined {
  const named: Record<string, string> = {};
  const byQuery = new Map<string, [query: string, name: string][]>();
  for (const [key, name] of Object.entries(REST_OPERATIONS[service] ?? {})) {
    const [route = '', query] = key.split('?');
    named[route] ??= name;
    if (query === undefined) named[route] = name;
    else byQuery.set(route, [...(byQuery.get(route) ?? []), [query, name]]);
  }
  const find = router(Object.fromEntries(Object.entries(named).map(([route, name]) => [route, { route, name }])));
  return (request) => {
    const found = find(request)?.operation;
    if (!found) return undefined;
    const asked = byQuery
      .get(found.route)
      ?.find(([query]) => [...new URLSearchParams(query)].every(([key, value]) => request.query.get(key) === value));
    return asked?.[1] ?? found.name;
  };
}

/**
 * A REST-JSON service's route, with the members of query, body and headers checked before. The body of Lambda's Invoke is
 * the function's event and has no members.
 */
export function checkingMembers(
  service: string,
  supported: Operations,
  route: (request: ControlRequest) => Promise<ControlResponse>,
): typeof route {
  const nameOf = operationNames(service);
  return async (request) => {
    const name = nameOf(request) ?? '';
    const given = [...request.query, ...(name === 'Invoke' ? [] : Object.entries(bodyOf(request)))];
    const headers = Object.keys(request.headers).filter((header) => HEADER_MEMBERS[header]);
    const members = [...given, ...headers.map((header) => [HEADER_MEMBERS[header] as string, 'given'] as const)].map(
      ([member, value]) => [QUERY_MEMBERS[member] ?? member.charAt(0).toUpperCase() + member.slice(1), value],
    );
    checkMembers(`${service}:${name}`, supported[name], Object.fromEntries(members));
    return route(request);
  };
}

/** Members that have another name in the query ("ListSchedules", EventBridge Scheduler API Reference). */
const QUERY_MEMBERS: Readonly<Record<string, string>> = { ScheduleGroup: 'GroupName' };

/** Members that are headers, of those that the sandbox would ignore ("Invoke", AWS Lambda API Reference). */
const HEADER_MEMBERS: Readonly<Record<string, string>> = {
  'x-amz-client-context': 'ClientContext',
  'x-amz-durable-execution-name': 'DurableExecutionName',
  'x-amz-tenant-id': 'TenantId',
};

/** A JSON answer. */
export function json(value: object, status = 200): ControlResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** The body of a JSON request; `{}` when empty. */
export function bodyOf(request: ControlRequest): Record<string, unknown> {
  return request.body.length ? (JSON.parse(request.body.toString('utf8')) as Record<string, unknown>) : {};
}
