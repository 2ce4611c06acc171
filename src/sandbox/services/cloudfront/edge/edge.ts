import { Agent, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { messageOf } from '../../../../lib/errors.js';
import { listen } from '../../../../lib/http/listen.js';
import { createLocalServer } from '../../../../lib/http/local-server.js';
import { EDGE_VIA } from '../../../edge-via.js';
import type { SandboxEnvironment } from '../../../environment.js';
import { AccessLog, type AccessLogEntry } from './access-log.js';
import { type CacheRules, cacheKey, cacheRules, originQuery } from './cache-rules.js';
import { CachedFetch, type Served } from './cached-fetch.js';
import { behaviorFor, type EdgeIdentity, type PolicyLookup } from './edge-config.js';
import { ERROR_MIN_TTL_S } from './freshness.js';
import { type EdgeRequest, type EdgeResponse, errorPage } from './messages.js';
import { ObjectCache } from './object-cache.js';
import type { EdgeObjects } from './origin-fetch.js';
import { fetchBehindCache } from './origin-side.js';
import { applyResponseHeaders } from './response-headers.js';
import { conditional } from './send.js';
import { refuseUnsigned } from './signed-requests.js';
import { type EdgeFunctions, runRequestTrigger, runResponseTrigger, type TriggerContext } from './triggers.js';

export interface EdgeOptions {
  env: Pick<SandboxEnvironment, 'clock' | 'id' | 'log'>;
  policies: PolicyLookup;
  functions: EdgeFunctions;
  objects: EdgeObjects;
  /** Where it is: functions run there. */
  region: string;
  /** The edge of the staging distribution, where a continuous deployment policy sends a request there. */
  staging?: (policyId: string, request: EdgeRequest) => Edge | undefined;
}

/** Methods that edges of the sandbox pass on: the ones that a live stream needs. */
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** One distribution's edge: an HTTP server on 127.0.0.1 that caches and runs functions as CloudFront does. */
export class Edge {
  /** Where functions run; may be changed at any time. */
  region: string;
  readonly #options: EdgeOptions;
  readonly #cache = new ObjectCache();
  readonly #fetch: CachedFetch;
  readonly #log = new AccessLog();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #closing = new AbortController();
  readonly #server: Server;
  #deployed: { identity: EdgeIdentity; config: DistributionConfig } | undefined;

  constructor(options: EdgeOptions) {
    this.#options = options;
    this.region = options.region;
    this.#fetch = new CachedFetch(this.#cache, options.env.clock);
    // Players are pages of any site.
    this.#server = createLocalServer({ pages: 'any' }, (request, response) => {
      this.#receive(request, response).catch((error) => {
        this.#note(`${request.method} ${request.url}: ${messageOf(error)}`);
        response.destroy();
      });
    });
  }

  /** Starts to listen; resolves with the port. */
  listen(port: number): Promise<number> {
    return listen(this.#server, port);
  }

  /** Takes a configuration into service. Objects in the cache stay. */
  apply(identity: EdgeIdentity, config: DistributionConfig): void {
    this.#deployed = { identity, config };
  }

  invalidate(paths: readonly string[]): void {
    this.#cache.invalidate(paths);
  }

  /** The newest requests, oldest first. */
  accessLog(): readonly AccessLogEntry[] {
    return this.#log.entries();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
    this.#agent.destroy();
  }

  async #receive(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    incoming.resume();
    const [uri = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s, 2);
    const headers = Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
    const request: EdgeRequest = {
      id: this.#options.env.id(24),
      method: incoming.method ?? 'GET',
      uri,
      query,
      headers: Object.fromEntries(headers),
      clientIp: incoming.socket.remoteAddress ?? '127.0.0.1',
    };
    const { response, xCache } = await this.#route(request);
    const { status, body, headers: sent } = conditional(request, response);
    outgoing.writeHead(status, {
      ...sent,
      ...(status === 304 || status === 204 ? {} : { 'content-length': body.length }),
      'x-cache': xCache,
      via: EDGE_VIA,
      'x-amz-cf-pop': `${this.region.toUpperCase()}-P1`,
      'x-amz-cf-id': request.id,
    });
    outgoing.end(request.method === 'HEAD' ? undefined : body);
    this.#log.add({
      timeMs: this.#options.env.clock.now(),
      method: request.method,
      path: incoming.url ?? '/',
      status,
      xCache,
    });
  }

  /** Answers itself, or has the staging distribution answer. */
  async #route(viewed: EdgeRequest): Promise<Served> {
    const config = this.#deployed?.config;
    if (config?.Staging) return refusal(403, 'A staging distribution is not reached by its own name.');
    if (config?.ConnectionMode === 'tenant-only') return refusal(403, 'No tenant of the distribution has this name.');
    const policy = config?.ContinuousDeploymentPolicyId;
    const staging = policy ? this.#options.staging?.(policy, viewed) : undefined;
    return (staging ?? this).answer(viewed);
  }

  /** Answers one request with the configuration that is in force, its error pages included. */
  async answer(viewed: EdgeRequest): Promise<Served> {
    const served = await this.#answer(viewed);
    const { status } = served.response;
    const page = this.#deployed?.config.CustomErrorResponses?.Items?.find(({ ErrorCode }) => ErrorCode === status);
    if (!page?.ResponsePagePath) return served;
    const { response } = await this.#answer({ ...viewed, method: 'GET', uri: page.ResponsePagePath, query: '' });
    // Where the page cannot be had, the answer stands ("How CloudFront processes HTTP 4xx and 5xx status codes").
    if (response.status !== 200) return served;
    return { response: { ...response, status: Number(page.ResponseCode) }, xCache: 'Error from cloudfront' };
  }

  async #answer(viewed: EdgeRequest): Promise<Served> {
    const deployed = this.#deployed;
    if (!deployed) return refusal(503, 'The distribution is not deployed yet.');
    const { config, identity } = deployed;
    if (!config.Enabled) return refusal(403, 'The distribution is disabled.');
    if (!isDecodable(viewed.uri) || !isDecodable(viewed.query)) return refusal(400, 'Bad request.');
    const root = viewed.uri === '/' && config.DefaultRootObject;
    const addressed = root ? { ...viewed, uri: `/${config.DefaultRootObject?.replace(/^\//, '')}` } : viewed;
    const behavior = behaviorFor(config, addressed.uri);
    const allowed = behavior.AllowedMethods?.Items ?? ['GET', 'HEAD'];
    if (!METHODS.has(viewed.method) || !allowed.some((method) => method === viewed.method)) {
      return refusal(403, `This distribution is not configured to allow the HTTP request method ${viewed.method}.`);
    }
    const unsigned = refuseUnsigned(behavior, viewed);
    if (unsigned) return { response: unsigned, xCache: 'Error from cloudfront' };
    const triggers = this.#triggers(identity);
    const entered = await runRequestTrigger('viewer-request', behavior, addressed, triggers);
    if (entered.kind === 'response') return entered;

    const request = entered.request;
    const rules = cacheRules(behavior, this.#options.policies);
    const outward = (conditions: Record<string, string>): EdgeRequest => ({
      ...request,
      // What comes back for HEAD must serve GET too.
      method: request.method === 'HEAD' ? 'GET' : request.method,
      query: originQuery(request, rules),
      headers: { ...forwarded(request, rules), ...conditions },
    });
    const fetch = (conditions: Record<string, string>) =>
      fetchBehindCache(config, behavior, outward(conditions), this.#access(identity), triggers);
    const found: Served =
      request.method === 'OPTIONS'
        ? await fetch({}).then(({ response, xCache }) => ({ response, xCache: xCache ?? 'Miss from cloudfront' }))
        : await this.#fetch.serve(cacheKey(request, rules), addressed, rules, errorMinTtl(config), fetch);
    const left = await runResponseTrigger('viewer-response', behavior, request, found.response, triggers);
    const policy = this.#options.policies.responseHeaders(behavior.ResponseHeadersPolicyId ?? '');
    const response = { ...left.response, headers: applyResponseHeaders(policy, viewed, left.response.headers) };
    return { response, xCache: left.xCache || found.xCache };
  }

  #access({ distributionArn }: EdgeIdentity) {
    const { objects, env } = this.#options;
    return { objects, distributionArn, agent: this.#agent, clock: env.clock, closing: this.#closing.signal };
  }

  #triggers(identity: EdgeIdentity): TriggerContext {
    return {
      functions: this.#options.functions,
      identity,
      region: this.region,
      onError: (message) => this.#note(message),
    };
  }

  #note(message: string): void {
    const source = `edge ${this.#deployed?.identity.distributionId ?? ''}`.trim();
    this.#options.env.log({ source, region: this.region, level: 'error', message });
  }
}

function refusal(status: number, reason: string): Served {
  const response: EdgeResponse = errorPage(status, reason);
  return { response, xCache: 'Error from cloudfront' };
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Of one connection, or for the edge alone. */
const NOT_FORWARDED = /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|host|if-.*|range|proxy-.*)$/;

/** The headers that reach an origin: the edge's own, and the viewer's that the behavior's policies name. */
function forwarded(request: EdgeRequest, { headers, forwardHeaders }: CacheRules): Record<string, string> {
  const all = () => Object.keys(request.headers).filter((name) => !NOT_FORWARDED.test(name));
  const names = [...headers, ...(forwardHeaders === 'all' ? all() : forwardHeaders)];
  const kept = names.flatMap((name) => (request.headers[name] === undefined ? [] : [[name, request.headers[name]]]));
  return {
    ...Object.fromEntries(kept),
    'user-agent': 'Amazon CloudFront',
    'x-forwarded-for': request.clientIp,
    via: EDGE_VIA,
    'x-amz-cf-id': request.id,
  };
}

function errorMinTtl(config: DistributionConfig): (status: number) => number {
  const rules = config.CustomErrorResponses?.Items ?? [];
  return (status) => rules.find((rule) => rule.ErrorCode === status)?.ErrorCachingMinTTL ?? ERROR_MIN_TTL_S;
}
