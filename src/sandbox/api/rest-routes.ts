import findMyWay, { type HTTPMethod } from 'find-my-way';
import { unsupported } from '../services/service-error.js';
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
export function restRoutes(routes: Readonly<Record<string, RestOperation>>) {
  const find = router(routes);
  return async (request: ControlRequest): Promise<ControlResponse> => {
    const found = find(request);
    if (!found) throw unsupported(request.service, `${request.method} ${request.path}`);
    return found.operation(request, found.params);
  };
}

/** A JSON answer. */
export function json(value: object, status = 200): ControlResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** The body of a JSON request; `{}` when empty. */
export function bodyOf(request: ControlRequest): Record<string, unknown> {
  return request.body.length ? (JSON.parse(request.body.toString('utf8')) as Record<string, unknown>) : {};
}
