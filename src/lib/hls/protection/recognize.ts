import type { HttpResponse } from '../../http/http-client.js';
import { listOf } from '../../list-of.js';
import { outsideText } from '../../outside-text.js';
import { redact } from '../../redact.js';
import { personalPartOf } from '../personal-uris.js';
import type { Protection, ProtectionKind } from './protection.js';

/** What is looked at of an answer. */
export type SeenAnswer = Pick<HttpResponse, 'url' | 'status' | 'headers' | 'text'>;

/**
 * Signatures by the parameters that all must be there, in lower case.
 *
 * CloudFront Developer Guide, "Create a signed URL using a canned policy" (Expires) and "… a custom policy" (Policy);
 * Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)", and version 2.
 */
const SIGNATURES: readonly (readonly [kind: ProtectionKind, names: readonly string[]])[] = [
  ['cloudfront-signed-url', ['key-pair-id', 'signature']],
  ['presigned-url', ['x-amz-credential', 'x-amz-signature']],
  ['presigned-url', ['awsaccesskeyid', 'signature']],
];

/**
 * The names of Akamai's tokens: of a request and of a session ("The Default CORS Policy rule" names `hdnts` and `hdntl`;
 * Adaptive Media Delivery, "Token Authentication": as a query, a cookie or a header), and of older configurations: `hdnea` is
 * in public code, and in no document of Akamai's that was read.
 */
const AKAMAI = /^hdn(?:ts|tl|ea)$/i;

/**
 * Akamai, Adaptive Media Delivery, "You can use cookie-less Token Auth for HLS": the session token as a folder of the path.
 * That it may be there without its name is not verified.
 */
const AKAMAI_IN_PATH = /[/;](?:(hdn(?:ts|tl|ea))=(?!(?:\{|%7B)\$)|(?:st|exp)=\d{1,20}~.{0,500}?(hmac)=)/i;

/** MediaPackage v2 writes this into every playlist; it does not mean that the viewer has a session. */
const NO_SESSION = /^aws\.sessionid=no$/i;

/** The playback endpoint, `https://ID.mediatailor.REGION.amazonaws.com/v1/master/…`, as public playlists have it. */
const MEDIATAILOR_HOST = /(?:^|\.)mediatailor\.[a-z0-9-]+\.amazonaws\.com$/i;

/**
 * MediaTailor User Guide, "HLS and DASH explicit session initialization" and "HLS implicit session initialization": behind a
 * host of one's own, `/v1/master/ACCOUNT/CONFIGURATION/…`; media playlists `/v1/manifest/ACCOUNT/CONFIGURATION/SESSION/…`. Public URLs have 40 hexadecimal digits for the account.
 */
const MEDIATAILOR_PATH = /^\/v1\/(?:master|session|manifest|tracking)\/(?:\d{12}|[0-9a-f]{40})\/[^/]+\//i;
const MEDIATAILOR_SESSION = /(\/v1\/(?:manifest|tracking|segment)\/[^/]+\/[^/]+\/)[^/?#]+/i;

/** CloudFront Developer Guide, "Set signed cookies that use a canned policy" and "… a custom policy"; Akamai's session token. */
const ACCESS_COOKIE = /^(?:CloudFront-(?:Policy|Expires|Signature|Key-Pair-Id|Hash-Algorithm)|hdntl)$/i;

/** AWS re:Post, "How do I troubleshoot issues related to a signed URL or signed cookies in CloudFront?". */
const MISSING_SIGNATURE = /<Code>\s*MissingKey\s*<\/Code>|Missing Key-Pair-Id|Unknown Key\b|Malformed Policy/i;

/**
 * The origins of AWS that can refuse what does not come through a distribution, by their hosts. MediaStore ended on
 * 13 November 2025 (CloudFormation, "AWS::MediaStore::Container"); its hosts are known from public code.
 */
const ORIGINS: readonly (readonly [host: RegExp, who: string])[] = [
  [/\.mediapackagev2\.[a-z0-9-]+\.amazonaws\.com$/i, 'MediaPackage v2 (CDN authorization or an endpoint policy)'],
  [/\.mediapackage\.[a-z0-9-]+\.amazonaws\.com$/i, 'MediaPackage (CDN authorization)'],
  [/\.mediastore\.[a-z0-9-]+\.amazonaws\.com$/i, 'MediaStore (the container policy)'],
  [/(?:^|\.)s3[.-][a-z0-9.-]*amazonaws\.com$/i, 'Amazon S3 (the bucket policy)'],
];

/** What a URL by itself shows. */
export function protectionOfUrl(url: string): Protection[] {
  if (!URL.canParse(url)) return [];
  const { hostname, pathname, searchParams } = new URL(url);
  // A variable of EXT-X-DEFINE is each viewer's own.
  const named = [...searchParams].flatMap(([name, value]) =>
    value.startsWith('{$') || NO_SESSION.test(`${name}=${value}`) ? [] : name,
  );
  const names = [...new Set(named)];
  const found: Protection[] = [];
  const add = (kind: ProtectionKind, where: string) => {
    found.push({ kind, where, url: shownUrl(url) });
  };
  for (const [kind, needed] of SIGNATURES) {
    const there = names.filter((name) => needed.includes(name.toLowerCase()));
    if (needed.every((one) => there.some((name) => name.toLowerCase() === one))) add(kind, inQuery(there));
  }
  const tokens = names.filter((name) => AKAMAI.test(name));
  if (tokens.length > 0) add('akamai-token', inQuery(tokens));
  const [, name, inPath = name] = AKAMAI_IN_PATH.exec(pathname) ?? [];
  if (inPath !== undefined) add('akamai-token', `in the path (${inPath})`);
  const session = names.find((name) => name.toLowerCase() === 'aws.sessionid');
  if (session !== undefined) add('mediatailor', inQuery([session]));
  else if (MEDIATAILOR_HOST.test(hostname)) add('mediatailor', 'by the host name');
  else if (MEDIATAILOR_PATH.test(pathname)) add('mediatailor', 'by the path');
  return found;
}

/** A name that packagers and CDNs use for a token or a session, where {@link protectionOfUrl} knows of none. */
export function namedToken(url: string): Protection[] {
  const name = personalPartOf(url);
  if (name === undefined || protectionOfUrl(url).length > 0) return [];
  const inPath = URL.canParse(url) && !new URL(url).searchParams.has(name);
  const where = `${inPath ? 'in the path' : 'in the query'} (${outsideText(name, 40)})`;
  return [{ kind: 'named-token', where, url: shownUrl(url) }];
}

/** What an answer shows: the cookies that it sets, and why it refuses. */
export function protectionOfAnswer(answer: SeenAnswer): Protection[] {
  const { url, status, headers } = answer;
  const found = protectionOfUrl(url);
  const cookies = headers
    .getSetCookie()
    .map((line) => line.split('=', 1)[0]?.trim() ?? '')
    .filter((name) => ACCESS_COOKIE.test(name));
  if (cookies.length > 0) {
    const where = `in the answer (Set-Cookie: ${listOf([...new Set(cookies)])})`;
    found.push({ kind: 'access-cookies', where, url: shownUrl(url) });
  }
  if (status === 403 && isRefusedByCloudFront(answer)) {
    found.push({ kind: 'cloudfront-restricted', where: 'in the answer (403)', url: shownUrl(url) });
  }
  return found;
}

/**
 * Whether one playlist has two URLs in two readings of a master: a token or a session is in the query or the path. A host
 * that differs is none, and what {@link protectionOfUrl} knows is not told again.
 */
export function changingToken(first: string, second: string): Protection[] {
  if (first === second || !URL.canParse(first) || !URL.canParse(second)) return [];
  if (protectionOfUrl(first).length > 0) return [];
  const one = new URL(first);
  const other = new URL(second);
  const found: Protection[] = [];
  if (one.pathname !== other.pathname) {
    const others = other.pathname.split('/');
    const folders = one.pathname.split('/');
    const shown = folders.map((folder, index) => (folder === others[index] ? folder : '…')).join('/');
    found.push({ kind: 'changing-token', where: 'in the path', url: redact(`${one.origin}${shown}${one.search}`) });
  }
  const names = new Set([...one.searchParams.keys(), ...other.searchParams.keys()]);
  const changing = [...names].filter((name) => one.searchParams.get(name) !== other.searchParams.get(name));
  if (changing.length > 0 && found.length === 0) {
    // A parameter that is only a value has it for its name.
    const named = changing.filter((name) => one.searchParams.get(name));
    const shown = named.length < changing.length ? `${one.origin}${one.pathname}?…` : first;
    found.push({ kind: 'changing-token', where: inQuery(named), url: shownUrl(shown) });
  }
  return found;
}

/** Why an answer refuses, to be put behind its status: in words, or empty where nothing is known. */
export function refusalWords(answer: SeenAnswer): string {
  if (answer.status !== 403) return '';
  if (isRefusedByCloudFront(answer)) return ': CloudFront demands a signed URL or signed cookies';
  const who = originOf(answer.url);
  return who === undefined ? '' : `: ${who} may refuse all but the distribution`;
}

/** The service of AWS whose host an origin's URL has. */
function originOf(url: string): string | undefined {
  const hostname = URL.canParse(url) ? new URL(url).hostname : '';
  return ORIGINS.find(([host]) => host.test(hostname))?.[1];
}

/** CloudFront's own refusals have no RequestId in them, which those of S3 have. */
function isRefusedByCloudFront({ headers, text }: SeenAnswer): boolean {
  const body = text().slice(0, 2000);
  if (MISSING_SIGNATURE.test(body)) return true;
  const isOwn = /^cloudfront$/i.test(headers.get('server') ?? '') && !/<RequestId>/i.test(body);
  return isOwn && /<Code>\s*AccessDenied\s*<\/Code>/i.test(body);
}

function inQuery(names: readonly string[]): string {
  return names.length === 0
    ? 'in the query'
    : `in the query (${names.map((name) => outsideText(name, 40)).join(', ')})`;
}

/** The URL without its tokens, also without the session that MediaTailor has in paths. */
function shownUrl(url: string): string {
  return redact(url.replace(MEDIATAILOR_SESSION, '$1…'));
}
