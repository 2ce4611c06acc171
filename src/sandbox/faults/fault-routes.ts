import { z } from 'zod';
import type { ArrivedCall, LocalHandler } from '../api/pipeline.js';
import { json, router } from '../api/rest-routes.js';
import type { ControlResponse } from '../api/service.js';
import { ServiceError } from '../services/service-error.js';
import { faultSchema } from './fault.js';
import { FAULTS_PATH } from './fault-client.js';
import type { Faults } from './faults.js';

/** The HTTP interface of {@link Faults}; JSON both ways, `{ error: { code, message } }` for what is refused. */
export function faultRoutes(faults: Faults): LocalHandler {
  const find = router<(call: ArrivedCall, id?: string) => ControlResponse>({
    [`GET ${FAULTS_PATH}`]: () => json({ faults: faults.list() }),
    [`POST ${FAULTS_PATH}`]: ({ body }) => add(faults, body),
    [`DELETE ${FAULTS_PATH}`]: () => json({ cleared: faults.clear() }),
    [`DELETE ${FAULTS_PATH}/:id`]: (_call, id) => json({ cleared: faults.clear(id) }),
  });
  return (call) => {
    const { method, path } = call;
    if (path !== FAULTS_PATH && !path.startsWith(`${FAULTS_PATH}/`)) return undefined;
    const found = find(call);
    if (found) return found.operation(call, found.params.id);
    return refused(405, 'MethodNotAllowed', `The sandbox does not answer ${method} ${path}.`);
  };
}

function add(faults: Faults, body: Buffer): ControlResponse {
  const parsed = faultSchema.safeParse(asJson(body));
  if (!parsed.success) return refused(400, 'InvalidFault', z.prettifyError(parsed.error));
  try {
    return json({ id: faults.add(parsed.data) ?? null });
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

function refused(status: number, code: string, message: string): ControlResponse {
  return json({ error: { code, message } }, status);
}
