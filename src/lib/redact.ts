/** Query parameters that are not secret and help to understand a playlist request. */
const HARMLESS = new Set(['_HLS_msn', '_HLS_part', '_HLS_pathway', '_HLS_skip', '_HLS_throughput']);

/**
 * Makes a text safe to show: removes access keys, session tokens, passwords in URLs, and the values of query parameters,
 * which may be signatures or viewers' tokens.
 */
export function redact(text: string): string {
  return text
    .replace(/\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{8,}\b/g, '$1…')
    .replace(/(https?:\/\/)[^/\s:@]+:[^/\s@]+@/g, '$1…@')
    .replace(/([?&])([^=&\s#"']+)=([^&\s#"']*)/g, (whole, mark: string, name: string) =>
      HARMLESS.has(name) ? whole : `${mark}${name}=…`,
    )
    .replace(
      /\b(Signature|Credential|x-amz-security-token|aws_secret_access_key|aws_session_token|SecretAccessKey|SessionToken)(["']?\s*[=:]\s*["']?)[^\s,"'&]+/gi,
      '$1$2…',
    )
    .replace(/\b[A-Za-z0-9+/]{100,}={0,2}/g, '…');
}
