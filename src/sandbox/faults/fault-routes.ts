import { z } from 'zod';
import type { LocalHandler } from '../control/server.js';
import { ServiceError } from '../control/service.js';
import { faultSchema } from './fault.js';
import type { Faults } from './faults.js';

/** Where the sandbox takes faults, unsigned: `GET` lists, `POST` adds one, `DELETE` ends all, or the one named last. */
export const FAULTS_PATH = '/_sandbox/faults';

/** The HTTP interface of {@link Faults}; JSON both ways, `{ error: { code, message } }` for what is refused. */
export function faultRoutes(faults: Faults): LocalHandler {
  return ({ method, path, body }) => {
    if (path !== FAULTS_PATH && !path.startsWith(`${FAULTS_PATH}/`)) return undefined;
    const id = path.slice(FAULTS_PATH.length + 1) || undefined;
    if (method === 'GET' && !id) return json(200, { faults: faults.list() });
    if (method === 'DELETE') return json(200, { cleared: faults.clear(id) });
    if (method === 'POST' && !id) return add(faults, body);
    return refused(405, 'MethodNotAllowed', `${method} ${path} is none of the sandbox's.`);
  };
}

function add(faults: Faults, body: Buffer) {
  const parsed = faultSchema.safeParse(asJson(body));
  if (!parsed.success) return refused(400, 'InvalidFault', z.prettifyError(parsed.error));
  try {
    return json(200, { id: faults.add(parsed.data) ?? null });
  } catch (error) {
    if (error instanceof ServiceError) return refused(error.status, error.code, error.message);
    throw error;
  }
}

function asJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function refused(status: number, code: string, message: string) {
  return json(status, { error: { code, message } });
}

function json(status: number, value: object) {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
