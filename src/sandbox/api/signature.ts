import type { IncomingHttpHeaders } from 'node:http';

/** Who signed a request, for which service and region. */
export interface SignatureScope {
  accessKeyId: string;
  region: string;
  service: string;
}

/**
 * Reads the credential scope of a SigV4 signature from the Authorization header or, for presigned URLs, from the query.
 * The signature itself is not checked: the sandbox knows no secrets.
 *
 * Source: IAM User Guide, "Elements of an AWS API request signature": `<key
 * id>/<date>/<region>/<service>/aws4_request`.
 */
export function readScope(headers: IncomingHttpHeaders, query: URLSearchParams): SignatureScope | undefined {
  const header = /^AWS4-HMAC-SHA256\s.*?Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1];
  const credential = header ?? query.get('X-Amz-Credential') ?? undefined;
  // The key id comes first and may itself hold slashes, so the scope is counted from the end.
  const parts = credential?.split('/') ?? [];
  const [service, region] = [parts.at(-2), parts.at(-3)];
  const accessKeyId = parts.slice(0, -4).join('/');
  if (parts.at(-1) !== 'aws4_request' || !service || !region || !accessKeyId) return undefined;
  return { accessKeyId, region, service };
}
