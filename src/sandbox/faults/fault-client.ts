import { AwsV4Signer } from 'aws4fetch';
import { CvsError, messageOf } from '../../lib/errors.js';
import type { AccessKey } from '../access-keys.js';
import type { FaultRecord, FaultSpec } from './fault.js';

/** Where a sandbox takes faults: GET lists, POST adds one, DELETE ends all, or the one that the path names. */
export const FAULTS_PATH = '/_sandbox/faults';

/** What these calls are signed for. */
export const FAULTS_SERVICE = 'sandbox';

/** A sandbox that runs elsewhere. */
export interface RunningSandbox {
  /** What `AWS_ENDPOINT_URL` is set to. */
  endpoint: string;
  credentials: AccessKey;
}

/**
 * The faults of a running sandbox.
 *
 * @param fetch the platform's, or a test's
 */
export function faultClient(sandbox: RunningSandbox, fetch: typeof globalThis.fetch) {
  return {
    /** @returns the fault's id; undefined for a fault that happens once, at once */
    async add(spec: FaultSpec): Promise<string | undefined> {
      const { id } = await call<{ id: string | null }>(sandbox, fetch, 'POST', '', spec);
      return id ?? undefined;
    },
    async list(): Promise<FaultRecord[]> {
      return (await call<{ faults: FaultRecord[] }>(sandbox, fetch, 'GET', '')).faults;
    },
    /** Ends one fault, or all. @returns how many ended */
    async clear(id?: string): Promise<number> {
      const path = id === undefined ? '' : `/${encodeURIComponent(id)}`;
      return (await call<{ cleared: number }>(sandbox, fetch, 'DELETE', path)).cleared;
    },
  };
}

async function call<Answer>(
  { endpoint, credentials }: RunningSandbox,
  fetch: typeof globalThis.fetch,
  method: string,
  path: string,
  spec?: FaultSpec,
): Promise<Answer> {
  let answer: Answer & { message?: string };
  let response: Response;
  try {
    const signed = await new AwsV4Signer({
      url: `${endpoint.replace(/\/$/, '')}${FAULTS_PATH}${path}`,
      method,
      service: FAULTS_SERVICE,
      region: 'local',
      body: spec && JSON.stringify(spec),
      ...credentials,
    }).sign();
    response = await fetch(signed.url, { method, headers: signed.headers, body: signed.body });
    answer = (await response.json()) as typeof answer;
  } catch (error) {
    throw new CvsError({
      code: 'NO_SANDBOX',
      message: `No sandbox answers at ${endpoint}: ${messageOf(error)}`,
      suggestions: ['Start one with: cvs sandbox start', 'Name another with --endpoint or AWS_ENDPOINT_URL.'],
      cause: error,
    });
  }
  if (response.ok) return answer;
  if (response.status === 403) {
    throw new CvsError({
      code: 'SANDBOX_KEY',
      message: `The sandbox at ${endpoint} does not accept the key ${credentials.accessKeyId}: ${answer.message}`,
      suggestions: ['Type the lines with export that the sandbox printed when it started.'],
    });
  }
  throw new CvsError({ code: 'FAULT_REFUSED', message: `The sandbox refuses: ${answer.message}`, exitCode: 2 });
}
