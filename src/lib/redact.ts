/** Query parameters that are not secret and help to understand a playlist request. */
const HARMLESS = new Set(['_HLS_msn', '_HLS_part', '_HLS_pathway', '_HLS_skip', '_HLS_throughput']);

const RULES: readonly (readonly [pattern: RegExp, put: string | ((...groups: string[]) => string)])[] = [
  [/\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{8,}\b/g, '$1…'],
  // A user's name and password, or a token in their place (RFC 3986 section 3.2.1).
  // Of any scheme, or of none; parsers of URLs take more or fewer slashes for http, and leave an apostrophe as it is.
  [/(\bhttps?:[\\/]*|\b[a-z][a-z\d+.-]{1,20}:\/\/|(?<![\w:/\\.])\/\/)[^/\\?#\s"<>`]*@/gi, '$1…@'],
  // No host name is as long: what ends it may have been cut off.
  [/\b(https?:\/\/)[^/?#\s"'<>`]{256,}/gi, '$1…'],
  [/\b(https?:\/\/[^#\s"'<>`]*)#[^\s"'<>`]+/gi, '$1#…'],
  // A query that is one value without a name.
  [/\b(https?:\/\/[^?#\s"'<>`]*)\?[^=&#\s"'<>`]*[^=&#\s"'<>`,;.:)\]](?=[#\s"'<>`,;.:)\]]|$)/gi, '$1?…'],
  [/([?&])([^=&\s#"']+)=([^&\s#"']*)/g, (_, mark, name, value) => `${mark}${name}=${parameterValue(name, value)}`],
  // Tokens in a path: Akamai's (its `acl` may hold slashes), and others that have a name.
  [/\b(hdn[a-z]{1,3})=(?:[^?#\s"'<>`]*?hmac=[\w%-]+|[^/?#\s"'<>`]*)/gi, '$1=…'],
  [
    /(?<=[/;,~])([\w.-]*(?:token|sig|auth|policy|key-pair-id|session|jwt|hmac|secret|passw)[\w.-]*)=[^/?#;,~&\s"'<>`]+/gi,
    '$1=…',
  ],
  [/\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)*/g, '…'],
  [
    /\b(Signature|Credential|CloudFront-Policy|CloudFront-Key-Pair-Id|x-amz-security-token|aws_secret_access_key|aws_session_token|SecretAccessKey|SessionToken)(["']?\s*[=:]\s*["']?)[^\s,"'&]+/gi,
    '$1$2…',
  ],
  [/\b(Bearer|Basic) [\w.~+/=-]{8,}/gi, '$1 …'],
  // A session token. No path: those begin with a slash or a dot, or go on with one.
  [/(?<![\w./+-])(?=[a-z0-9+/]*[A-Z])(?=[A-Z0-9+/]*[a-z])(?=[A-Za-z+/]*\d)[A-Za-z0-9][A-Za-z0-9+/]{99,}={0,2}/g, '…'],
];

/**
 * Makes a text safe to show: removes access keys and session tokens, and of URLs the user's name and password, the values
 * of query parameters, fragments, and tokens in the path. Any of these may be a viewer's token or a signature.
 */
export function redact(text: string): string {
  return RULES.reduce((shown, [pattern, put]) => shown.replace(pattern, put as string), text);
}

/** A value of a query as it is shown. What ends a sentence after it is not of the value. */
function parameterValue(name = '', value = ''): string {
  if (HARMLESS.has(name)) return value;
  let end = value.length;
  while (end > 0 && ':,;.)]'.includes(value.charAt(end - 1))) end -= 1;
  return `…${value.slice(end)}`;
}
