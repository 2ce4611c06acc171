import { outsideText } from '../outside-text.js';

/** An answer as it came, to a request that was sent to AWS. */
export interface RawAnswer {
  /** Signing name. */
  service: string;
  /** Of the service's protocol. */
  format: 'cbor' | 'json' | 'xml';
  method: string;
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
  /** Undefined where it was not read: the content of an object. */
  body?: string;
}

/** What an answer looks like: AWS's own, somebody else's, or one that ends too early. */
export type AnswerLooks = 'own' | 'foreign' | 'cut';

/**
 * Every answer of a service carries one of these (Amazon S3 API Reference, "Common response headers"; AWS SDKs and Tools
 * Reference, "Request IDs").
 */
const ID_HEADERS = ['x-amzn-requestid', 'x-amz-request-id', 'x-amz-id-2'];

/**
 * Whether an answer can be AWS's. Something else answers where a proxy blocks, a portal asks for a login, or a load
 * balancer has nothing behind it; it does so with any status, and with a page, some text, or nothing.
 */
export function looksOf(answer: RawAnswer): AnswerLooks {
  const { service, status, headers, method, format } = answer;
  const hasId = ID_HEADERS.some((name) => headers[name] !== undefined);
  const body = answer.body?.trim();
  if (body === undefined || method === 'HEAD' || body === '') {
    if (hasId) return 'own';
    const isPage = (headers['content-type'] ?? '').startsWith('text/html');
    // Uploads and deletions are answered with nothing, queries never.
    const mayBeEmpty = service === 's3' || status === 204 || body === undefined;
    return status >= 300 || isPage || !mayBeEmpty ? 'foreign' : 'own';
  }
  if (format === 'cbor') return (headers['content-type'] ?? '').includes('cbor') ? 'own' : 'foreign';
  const looks = format === 'json' ? looksOfJson(body, headers) : looksOfXml(body);
  // An error of AWS's own has a code, or at least the id of its request.
  return looks === 'no code' ? (status >= 300 && !hasId ? 'foreign' : 'own') : looks;
}

function looksOfJson(body: string, headers: RawAnswer['headers']): AnswerLooks | 'no code' {
  if (!body.startsWith('{')) return 'foreign';
  let content: Record<string, unknown>;
  try {
    content = JSON.parse(body) as Record<string, unknown>;
  } catch {
    return 'cut';
  }
  // The error's code is in one of these ("AWS JSON 1.0 protocol", smithy.io).
  const hasCode = '__type' in content || 'code' in content || headers['x-amzn-errortype'] !== undefined;
  return hasCode ? 'own' : 'no code';
}

/** Elements of AWS are named in words with capitals, those of pages in one case. */
const ROOT = /^(?:<\?xml[^>]*>)?\s*(?:<!--[\s\S]*?-->\s*)*<([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)[\s/>]/;

function looksOfXml(body: string): AnswerLooks | 'no code' {
  const [, root] = ROOT.exec(body) ?? [];
  if (root === undefined || /^html$/i.test(root))
    return /^<\?xml[^>]*(>\s*(<[A-Z]?[A-Za-z0-9]*)?)?$/.test(body) ? 'cut' : 'foreign';
  if (!body.endsWith(`</${root}>`) && !/^[^<]*(<\?xml[^>]*>)?\s*<[^<>]*\/>$/.test(body)) return 'cut';
  return body.includes('<Code>') ? 'own' : 'no code';
}

/** An answer that is not AWS's, in place of an answer to a call. */
export class ForeignAnswer extends Error {
  override readonly name = 'ForeignAnswer';
  readonly status: number;
  /** The SDK tries again what has this: where a service was out for a moment, or its answer was cut. */
  readonly $retryable?: { throttling: false };

  /**
   * @param host that was asked
   * @param proxy through which it was asked
   */
  constructor(
    { status, headers }: RawAnswer,
    looks: 'foreign' | 'cut',
    readonly host: string,
    readonly proxy: string | undefined,
  ) {
    const type = headers['content-type'];
    const what = type === undefined ? 'no content type' : `content of type ${outsideText(type, 60)}`;
    const cut = looks === 'cut' ? ', which ends too early' : '';
    super(`what answered at ${host} is not AWS: HTTP ${status} with ${what}${cut}${whereTo(headers.location)}`);
    this.status = status;
    if (looks === 'cut' || status >= 500) this.$retryable = { throttling: false };
  }
}

/** Only the host of a redirect: the rest may hold what identifies a person. */
function whereTo(location: string | undefined): string {
  if (location === undefined) return '';
  return URL.canParse(location) ? `, a redirect to ${new URL(location).host}` : ', a redirect';
}

/** What to do about it. */
export function adviceForForeign({ status, host, proxy }: ForeignAnswer): string[] {
  if (status === 407) return ['A proxy asks for a user: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT.'];
  if (status >= 300 && status < 400) {
    return [`This network asks for a login: open any page in a browser, then run the same command again.`];
  }
  const through = proxy === undefined ? 'If this network has a proxy, set HTTPS_PROXY=http://HOST:PORT.' : undefined;
  const who = proxy === undefined ? 'those who run the network' : `those who run the proxy ${proxy}`;
  return [
    ...(status >= 500 ? ['Wait a minute and run the same command again; it resumes.'] : []),
    `Ask ${who} to let ${host} through unchanged.`,
    ...(through === undefined ? [] : [through]),
    'If AWS_ENDPOINT_URL is set, check what listens there.',
  ];
}
