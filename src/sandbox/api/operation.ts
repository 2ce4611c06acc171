import type { ControlRequest } from './service.js';

/** The operation's name where the protocol carries one, else method and path. */
export function operationOf({ headers, method, path, body }: ControlRequest): string {
  const target = headers['x-amz-target'];
  if (target !== undefined) return String(target).split('.').at(-1) ?? '';
  if (String(headers['content-type']).startsWith('application/x-www-form-urlencoded')) {
    return new URLSearchParams(body.toString('utf8')).get('Action') ?? '';
  }
  return `${method} ${path}`;
}
