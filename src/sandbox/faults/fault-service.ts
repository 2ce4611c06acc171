import { z } from 'zod';
import { restService } from '../api/protocols.js';
import { bodyOf, json, restRoutes } from '../api/rest-routes.js';
import type { ControlRequest, ControlResponse, ControlService } from '../api/service.js';
import { ServiceError } from '../services/service-error.js';
import { faultSchema } from './fault.js';
import { FAULTS_PATH, FAULTS_SERVICE } from './fault-client.js';
import type { Faults } from './faults.js';

/** The HTTP interface of {@link Faults}: JSON both ways, signed as the AWS APIs are. */
export function faultService(faults: Faults): ControlService {
  return restService({
    signingNames: [FAULTS_SERVICE],
    errors: 'json',
    // It is the sandbox's own: no policy speaks of it.
    needs: () => [],
    supported: {},
    route: restRoutes(FAULTS_SERVICE, {
      [`GET ${FAULTS_PATH}`]: () => json({ faults: faults.list() }),
      [`POST ${FAULTS_PATH}`]: (request) => add(faults, request),
      [`DELETE ${FAULTS_PATH}`]: () => json({ cleared: faults.clear() }),
      [`DELETE ${FAULTS_PATH}/:id`]: (_request, { id }) => json({ cleared: faults.clear(id) }),
    }),
  });
}

function add(faults: Faults, request: ControlRequest): ControlResponse {
  const parsed = faultSchema.safeParse(bodyOf(request));
  if (!parsed.success) throw new ServiceError('InvalidFault', z.prettifyError(parsed.error));
  return json({ id: faults.add(parsed.data) ?? null });
}
