import type { ResponseHeadersPolicyConfig, ResponseHeadersPolicyCorsConfig } from '@aws-sdk/client-cloudfront';
import type { EdgeRequest } from './messages.js';

type Headers = Record<string, string>;

const ALL_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];

/**
 * Applies the CORS, custom and removed headers of a response headers policy, on hits and misses alike ("Understand
 * response headers policies"). CORS headers are added only where the viewer sends Origin.
 */
export function applyResponseHeaders(
  policy: ResponseHeadersPolicyConfig | undefined,
  request: EdgeRequest,
  headers: Readonly<Headers>,
): Headers {
  if (!policy) return headers;
  const result = { ...headers };
  for (const { Header } of policy.RemoveHeadersConfig?.Items ?? []) delete result[Header?.toLowerCase() ?? ''];
  if (policy.CorsConfig && request.headers.origin) addCors(policy.CorsConfig, request, result);
  for (const { Header, Value, Override } of policy.CustomHeadersConfig?.Items ?? []) {
    const name = Header?.toLowerCase() ?? '';
    if (Override || !(name in result)) result[name] = Value ?? '';
  }
  return result;
}

function addCors(cors: ResponseHeadersPolicyCorsConfig, request: EdgeRequest, headers: Headers): void {
  const own = Object.keys(headers).filter((name) => name.startsWith('access-control-'));
  if (own.length && !cors.OriginOverride) return;
  for (const name of own) delete headers[name];
  const origin = request.headers.origin as string;
  const allowed = cors.AccessControlAllowOrigins?.Items ?? [];
  if (allowed.includes('*')) headers['access-control-allow-origin'] = '*';
  else if (allowed.some((pattern) => matchesOrigin(pattern, origin))) {
    headers['access-control-allow-origin'] = origin;
    headers.vary = 'Origin';
  } else return;
  if (cors.AccessControlAllowCredentials) headers['access-control-allow-credentials'] = 'true';
  if (request.method === 'OPTIONS' && request.headers['access-control-request-method']) {
    const methods = cors.AccessControlAllowMethods?.Items ?? [];
    headers['access-control-allow-methods'] = (methods.includes('ALL') ? ALL_METHODS : methods).join(', ');
    const wanted = cors.AccessControlAllowHeaders?.Items ?? [];
    if (wanted.length) headers['access-control-allow-headers'] = wanted.join(', ');
    if (cors.AccessControlMaxAgeSec !== undefined) headers['access-control-max-age'] = `${cors.AccessControlMaxAgeSec}`;
  } else {
    const exposed = cors.AccessControlExposeHeaders?.Items ?? [];
    if (exposed.length) headers['access-control-expose-headers'] = exposed.join(', ');
  }
}

/** `https://*.example.com`, with or without the scheme. */
function matchesOrigin(pattern: string, origin: string): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^(https?://)?${source}$`, 'i').test(origin);
}
