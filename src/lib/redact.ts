/** Query parameters that are not secret and help to understand a playlist request. */
const HARMLESS = new Set(['_HLS_msn', '_HLS_part', '_HLS_pathway', '_HLS_skip', '_HLS_throughput']);

/** Names of what gives access, wherever in a name they are. */
const SECRET_NAME = /token|sig|auth|policy|key-pair-id|session|jwt|hmac|secret|passw/i;

/** The characters that a URL may go on with in a text. A quote goes on unless it stands where a quote would end a value. */
const GOES_ON = '(?:[^\\s"<>`]|"(?![\\s,;:.)\\]}>&]|$))';

type Rule = readonly [pattern: RegExp, put: string | ((found: string, ...groups: string[]) => string)];

/**
 * No rule looks at a character more than a few times: none begins inside what an earlier try of it has passed over, so that
 * a text as long as an answer's body costs milliseconds.
 */
const RULES: readonly Rule[] = [
  [/\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{8,}\b/g, '$1…'],
  // A user's name and password, or a token in their place (RFC 3986 section 3.2.1).
  // Of any scheme, or of none; parsers of URLs take more or fewer slashes for http, and leave an apostrophe as it is.
  [
    /(\bhttps?:[\\/]*|\b[a-z][a-z\d+.-]{1,20}:\/\/|(?<![\w:/\\.])\/\/)([^/\\?#\s"<>`]*)/gi,
    (_, scheme = '', authority = '') => `${scheme}${withoutUser(authority)}`,
  ],
  // No host name is as long: what ends it may have been cut off.
  [/\b(https?:\/\/)[^/?#\s"'<>`]{256,}/gi, '$1…'],
  // What is behind the path of a URL, and of a relative one.
  [new RegExp(`\\bhttps?:\\/\\/${GOES_ON}*`, 'gi'), (url) => withoutValues(url, true)],
  [new RegExp(`[?&]${GOES_ON}*`, 'g'), (query) => withoutValues(query, false)],
  // A query that is itself a value, percent-encoded once or more.
  [
    /(%(?:25)*(?:3F|26))((?:(?!%(?:25)*(?:3D|3F|26))[^\s"<>`=&])+)(=|%(?:25)*3D)((?:(?!%(?:25)*26)[^\s"<>`&])*)/gi,
    (_, mark = '', name = '', equals = '', value = '') =>
      `${mark}${name}${equals}${HARMLESS.has(name) ? value : hidden(value)}`,
  ],
  // Tokens in a path: Akamai's (its `acl` may hold slashes), and others that have a name.
  [/\bhdn[a-z]{1,3}=[^?#&\s"<>`]*/gi, withoutAkamaiToken],
  [
    /(?<=[/;,~])([\w.-]+)=([^/?#;,~&\s"<>`]+)/g,
    (found, name = '', value = '') => (SECRET_NAME.test(name) ? `${name}=${hidden(value)}` : found),
  ],
  // A folder that is named for the token in the next one. A file is none.
  [
    /(?<=\/)((?:[a-z]{1,12}[_-]?)?(?:token|jwt|signature|session|sessionid|sid|hmac|secret)s?\/)(?![\w.-]+\.(?:m3u8|mpd|ts|m4s|mp4|aac|vtt|json|[cm]?js|yaml|md)(?![\w.]))([^/?#\s"<>`]+)/gi,
    (_, folder = '', value = '') => `${folder}${hidden(value)}`,
  ],
  [/\beyJ[\w.-]{8,}/g, (found) => (/^[\w-]{11,}\.[\w-]/.test(found) ? hidden(found) : found)],
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

function withoutUser(authority: string): string {
  const at = authority.lastIndexOf('@');
  return at < 0 ? authority : `…${authority.slice(at)}`;
}

/**
 * A URL, or what of one follows its path, without the values of its query and without its fragment.
 *
 * @param nameless whether what has no name in the query is a value
 */
function withoutValues(url: string, nameless: boolean): string {
  const [before = '', fragment] = cut(url, '#');
  const start = before.search(/[?&]/);
  const shown =
    start < 0
      ? before
      : before.slice(start).replace(/([?&])([^?&]*)/g, (found: string, mark: string, pair: string) => {
          const [name = '', value] = cut(pair, '=');
          if (value === undefined) return nameless ? `${mark}${hidden(name)}` : found;
          return HARMLESS.has(name) ? found : `${mark}${name}=${hidden(value)}`;
        });
  const path = start < 0 ? '' : before.slice(0, start);
  // Without a URL before it, it may be a comment or a tag.
  const end = fragment === undefined ? '' : `#${nameless ? hidden(fragment) : fragment}`;
  return `${path}${shown}${end}`;
}

/** Up to the end of its last hash, as its `acl` may hold slashes; without one, up to the end of the folder. */
function withoutAkamaiToken(found: string): string {
  const hash = found.toLowerCase().lastIndexOf('hmac=');
  if (hash < 0) return found.replace(/\b(hdn[a-z]{1,3})=([^/]*)/gi, (_, name, value) => `${name}=${hidden(value)}`);
  const rest = found.slice(hash + 'hmac='.length).replace(/^[\w%-]+/, '');
  return `${found.slice(0, found.indexOf('='))}=…${rest}`;
}

/** A value as it is shown. What ends a sentence or a quotation after it is not of the value. */
function hidden(value: string): string {
  let end = value.length;
  while (end > 0 && ':,;.)]}\'"'.includes(value.charAt(end - 1))) end -= 1;
  return end === 0 ? value : `…${value.slice(end)}`;
}

/** A text before and behind the first of a mark; undefined where it has none. */
function cut(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
