import type {
  ResponseHeadersPolicyConfig,
  ResponseHeadersPolicyCorsConfig,
  ResponseHeadersPolicySecurityHeadersConfig,
} from '@aws-sdk/client-cloudfront';
import type { EdgeRequest } from './messages.js';

type Headers = Record<string, string>;

const IS_CORS = /^access-control-/;
const ALL_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];

/**
 * Applies the CORS, security, custom and removed headers of a response headers policy, on hits and misses alike ("Understand
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
  for (const [name, { value, override }] of securityHeaders(policy.SecurityHeadersConfig)) {
    if (override || !(name in result)) result[name] = value;
  }
  return result;
}

type SecurityHeader = [name: string, header: { value: string; override: boolean | undefined }];

/** The security headers of a policy ("Understand response headers policies"). */
function securityHeaders(config: ResponseHeadersPolicySecurityHeadersConfig = {}): SecurityHeader[] {
  const { ContentTypeOptions, FrameOptions, ReferrerPolicy, ContentSecurityPolicy } = config;
  const { StrictTransportSecurity: hsts, XSSProtection: xss } = config;
  const all: [name: string, of: { Override: boolean | undefined } | undefined, value: string | undefined][] = [
    ['x-content-type-options', ContentTypeOptions, 'nosniff'],
    ['x-frame-options', FrameOptions, FrameOptions?.FrameOption],
    ['referrer-policy', ReferrerPolicy, ReferrerPolicy?.ReferrerPolicy],
    ['content-security-policy', ContentSecurityPolicy, ContentSecurityPolicy?.ContentSecurityPolicy],
    [
      'strict-transport-security',
      hsts,
      `max-age=${hsts?.AccessControlMaxAgeSec}${hsts?.IncludeSubdomains ? '; includeSubDomains' : ''}${hsts?.Preload ? '; preload' : ''}`,
    ],
    ['x-xss-protection', xss, xss?.Protection ? `1${xss.ModeBlock ? '; mode=block' : ''}` : '0'],
  ];
  return all.flatMap(([name, of, value = '']): SecurityHeader[] =>
    of ? [[name, { value, override: of.Override }]] : [],
  );
}

/**
 * "Origin override" of "Understand response headers policies": a header that the answer has too is the policy's with
 * override, and else the answer's; a header that the answer lacks is added either way.
 */
function addCors(cors: ResponseHeadersPolicyCorsConfig, request: EdgeRequest, headers: Headers): void {
  const origin = request.headers.origin as string;
  const allowed = cors.AccessControlAllowOrigins?.Items ?? [];
  const any = allowed.includes('*');
  if (!any && !allowed.some((pattern) => matchesOrigin(pattern, origin))) {
    if (cors.OriginOverride) for (const name of Object.keys(headers)) if (IS_CORS.test(name)) delete headers[name];
    return;
  }
  const policy: Headers = { 'access-control-allow-origin': any ? '*' : origin, ...(any ? {} : { vary: 'Origin' }) };
  if (cors.AccessControlAllowCredentials) policy['access-control-allow-credentials'] = 'true';
  if (request.method === 'OPTIONS' && request.headers['access-control-request-method']) {
    const methods = cors.AccessControlAllowMethods?.Items ?? [];
    policy['access-control-allow-methods'] = (methods.includes('ALL') ? ALL_METHODS : methods).join(', ');
    const wanted = cors.AccessControlAllowHeaders?.Items ?? [];
    if (wanted.length) policy['access-control-allow-headers'] = wanted.join(', ');
    if (cors.AccessControlMaxAgeSec !== undefined) policy['access-control-max-age'] = `${cors.AccessControlMaxAgeSec}`;
  } else {
    const exposed = cors.AccessControlExposeHeaders?.Items ?? [];
    if (exposed.length) policy['access-control-expose-headers'] = exposed.join(', ');
  }
  for (const [name, value] of Object.entries(policy))
    if (cors.OriginOverride || !(name in headers)) headers[name] = value;
}

/** `https://*.example.com`, with or without the scheme. */
function matchesOrigin(pattern: string, origin: string): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^(https?://)?${source}$`, 'i').test(origin);
}
