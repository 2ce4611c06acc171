import { type ControlRequest, type ControlResponse, unsupported } from './service.js';

/** Answers one REST operation; `params` are the decoded path segments named in its pattern. */
export type RestOperation = (
  request: ControlRequest,
  params: Readonly<Record<string, string>>,
) => Promise<ControlResponse> | ControlResponse;

/**
 * Dispatches by method and path, as REST-JSON services do.
 *
 * @param routes keyed by `METHOD /path/{name}`; a parameter is one segment
 */
export function restRoutes(
  routes: Readonly<Record<string, RestOperation>>,
): (request: ControlRequest) => Promise<ControlResponse> {
  const table = Object.entries(routes).map(([key, operation]) => {
    const [method = '', pattern = ''] = key.split(' ');
    const names: string[] = [];
    const source = pattern.replace(/[.]/g, '\\.').replace(/\{(\w+)\}/g, (_match, name: string) => {
      names.push(name);
      return '([^/]+)';
    });
    return { method, path: new RegExp(`^${source}/?$`), names, operation };
  });
  return async (request) => {
    for (const route of table) {
      const match = route.method === request.method ? route.path.exec(request.path) : null;
      if (!match) continue;
      const params = route.names.map((name, index) => [name, decodeURIComponent(match[index + 1] as string)]);
      return route.operation(request, Object.fromEntries(params) as Record<string, string>);
    }
    throw unsupported(request.service, `${request.method} ${request.path}`);
  };
}

/** A JSON answer. */
export function json(value: object, status = 200, headers: Record<string, string> = {}): ControlResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** The body of a JSON request; `{}` when empty. */
export function bodyOf(request: ControlRequest): Record<string, unknown> {
  return request.body.length ? (JSON.parse(request.body.toString('utf8')) as Record<string, unknown>) : {};
}
