import type { AccessKey } from '../../src/sandbox/access-keys.js';

/** By endpoint. */
const known = new Map<string, AccessKey>();

/** Remembers the key of a sandbox that a test started, for the commands that the test runs. */
export function rememberKey({ endpoint, credentials }: { endpoint: string; credentials: AccessKey }): void {
  known.set(endpoint, credentials);
}

/** The variables with which a sandbox is used; the key of one that no test started is not accepted anywhere. */
export function sandboxVariables(endpoint: string, key = known.get(endpoint)): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: key?.accessKeyId ?? 'NOBODY',
    AWS_SECRET_ACCESS_KEY: key?.secretAccessKey ?? 'none',
    ...(key?.sessionToken ? { AWS_SESSION_TOKEN: key.sessionToken } : {}),
  };
}
