import type { CloudFrontRequest } from 'aws-lambda';

type Headers = Readonly<Record<string, string>>;

/** Who may read the answers to one request. */
export interface Cors {
  /** Of an answer that is made for this request alone. */
  own: Headers;
  /** Of an answer that a cache gives to players of other sites too. */
  shared: Headers;
  /** Value of Access-Control-Allow-Headers. */
  requestHeaders: string;
}

/** `*` stands for every header but Authorization (Fetch Standard, section 3.3.3). */
const ANYBODY: Cors = {
  own: { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' },
  shared: { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' },
  requestHeaders: '*, Authorization',
};

/** What players send, where the distribution does not pass on what a preflight asks for. */
const USUAL_HEADERS = 'Authorization, CMCD-Object, CMCD-Request, CMCD-Session, CMCD-Status, Content-Type, Range';

/**
 * The CORS headers of the copilot's answers: any site may read them; or, where players send credentials, the sites that
 * the cluster file names, one an answer, as browsers demand it (Fetch Standard, section 3.3.5 "CORS protocol and
 * credentials", where `*` also stands for nothing but itself).
 *
 * A function sees the Origin header only where the distribution passes it on ("Lambda@Edge event structure", request
 * headers). Where it does not, the first site is named.
 *
 * @param sites origins such as `https://www.example.com`; empty where players send no credentials
 */
export function corsOf(sites: readonly string[], { headers }: Pick<CloudFrontRequest, 'headers'>): Cors {
  const [only] = sites;
  if (only === undefined) return ANYBODY;
  const site = headers.origin?.[0]?.value ?? only;
  return {
    own: { vary: 'Origin', ...(sites.includes(site) ? named(site) : {}) },
    // Of several sites the response headers policy of the distribution names the right one.
    shared: sites.length === 1 ? named(only) : {},
    requestHeaders: headers['access-control-request-headers']?.[0]?.value || USUAL_HEADERS,
  };
}

function named(site: string): Headers {
  return {
    'access-control-allow-origin': site,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'Age, Content-Length, Date, ETag, X-Cvs-Distribution',
  };
}
