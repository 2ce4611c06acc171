import { CvsError, messageOf } from '../../lib/errors.js';
import type { FaultRecord, FaultSpec } from './fault.js';

/**
 * Where a sandbox takes faults, unsigned: GET lists, POST adds one, DELETE ends all, or the one that the path names.
 */
export const FAULTS_PATH = '/_sandbox/faults';

/**
 * The faults of a sandbox that runs elsewhere.
 *
 * @param endpoint what `AWS_ENDPOINT_URL` is set to
 * @param fetch the platform's, or a test's
 */
export function faultClient(endpoint: string, fetch: typeof globalThis.fetch) {
  return {
    /** @returns the fault's id; undefined for a fault that happens once, at once */
    async add(spec: FaultSpec): Promise<string | undefined> {
      const { id } = await call<{ id: string | null }>(endpoint, fetch, 'POST', '', spec);
      return id ?? undefined;
    },
    async list(): Promise<FaultRecord[]> {
      return (await call<{ faults: FaultRecord[] }>(endpoint, fetch, 'GET', '')).faults;
    },
    /** Ends one fault, or all. @returns how many ended */
    async clear(id?: string): Promise<number> {
      const path = id === undefined ? '' : `/${encodeURIComponent(id)}`;
      return (await call<{ cleared: number }>(endpoint, fetch, 'DELETE', path)).cleared;
    },
  };
}

async function call<Answer>(
  endpoint: string,
  fetch: typeof globalThis.fetch,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const url = `${endpoint.replace(/\/$/, '')}${FAULTS_PATH}${path}`;
  let answer: Answer & { error?: { code: string; message: string } };
  try {
    const response = await fetch(url, { method, body: body && JSON.stringify(body) });
    answer = (await response.json()) as typeof answer;
  } catch (error) {
    throw new CvsError({
      code: 'NO_SANDBOX',
      message: `No sandbox answers at ${endpoint}: ${messageOf(error)}`,
      suggestions: ['Start one with: cvs sandbox start', 'Name another with --endpoint or AWS_ENDPOINT_URL.'],
      cause: error,
    });
  }
  if (!answer.error) return answer;
  throw new CvsError({ code: 'FAULT_REFUSED', message: `The sandbox refuses: ${answer.error.message}`, exitCode: 2 });
}
