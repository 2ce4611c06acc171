import type { CloudFrontRequest, CloudFrontRequestEvent, CloudFrontRequestResult } from 'aws-lambda';
import { STEERING_PATH } from '../../src/lib/hls/steering-manifest.js';
import { NO_REROUTES } from '../../src/lib/reroute/reroute-map.js';
import { copyKey } from '../../src/lib/serving/copy-key.js';
import { SERVES_NAME } from '../../src/lib/serving/serves-answer.js';
import { servesFrom } from '../../src/lib/serving/serves-from.js';
import { type ClusterState, type FailoverRules, isClosed, preference } from '../../src/lib/serving/what-to-serve.js';
import { LaggingOrigins, LOOK_MS, type SegmentWait } from './await-segment.js';
import type { CopilotConfig } from './config.js';
import { corsOf } from './cors.js';
import { askOrigin } from './reroute.js';
import { closedResponse, preflightResponse, servesResponse, steeringResponse } from './responses.js';

export interface CopilotParts extends SegmentWait {
  config: CopilotConfig;
  /** Must not reject. */
  state(): Promise<ClusterState>;
  log(message: string): void;
}

/**
 * The copilot's origin-request handler: what to do with one cache miss. It never rejects. A request that is not its
 * business passes unchanged.
 */
export function createCopilot(
  parts: CopilotParts,
): (event: CloudFrontRequestEvent) => Promise<CloudFrontRequestResult> {
  const { automatic, holdDownS, members, reroutes } = parts.config;
  const rules = { automatic, holdDownMs: holdDownS * 1000, reroutes: reroutes?.ways ?? {} };
  const lagging = new LaggingOrigins(parts);
  return async (event) => {
    const cf = event.Records[0]?.cf;
    if (!cf) return undefined;
    try {
      const domain = cf.config.distributionDomainName.toLowerCase();
      const member = members.find((one) => one.domain === domain);
      return await (member ? stream(parts, rules, lagging, member, cf.request) : master(parts, rules, cf.request));
    } catch (error) {
      parts.log(error instanceof Error ? error.message : String(error));
      return cf.request;
    }
  };
}

async function stream(
  { config, state, clock }: CopilotParts,
  rules: FailoverRules,
  lagging: LaggingOrigins,
  { domain, region }: CopilotConfig['members'][number],
  request: CloudFrontRequest,
): Promise<CloudFrontRequestResult> {
  const cors = corsOf(config.credentialOrigins, request);
  const known = await state();
  const nowMs = clock.now();
  if (isClosed(known, domain, nowMs)) {
    return request.method === 'OPTIONS' ? preflightResponse(cors) : closedResponse(cors);
  }
  const from = servesFrom(known, domain, nowMs, rules);
  if (request.uri.endsWith(`/${SERVES_NAME}`))
    return servesResponse(
      { region, servesFrom: from, canServeFrom: rules.reroutes[region] ?? [] },
      request.method,
      cors,
    );
  const map = config.reroutes ?? NO_REROUTES;
  const asked = askOrigin(request, map, region, from);
  const origin = map.origins[from];
  // Playlists name what there is; what they name is waited for. A preflight asks for nothing that could be missing.
  const waits = (request.method === 'GET' || request.method === 'HEAD') && !request.uri.endsWith('.m3u8');
  const mayHaveChanged = () => {
    const { changedAtMs = 0 } = known.distributions.find((one) => one.domain === domain) ?? {};
    return Math.abs(nowMs - changedAtMs) < LOOK_MS || servesFrom(known, domain, nowMs - LOOK_MS, rules) !== from;
  };
  if (asked !== request && origin && lagging.justChanged(domain, from, region, mayHaveChanged) && waits) {
    await lagging.until(asked, origin);
  }
  return asked;
}

/** Every other distribution that carries the copilot is the master playlist's. */
async function master(
  { config, state, clock }: CopilotParts,
  rules: FailoverRules,
  request: CloudFrontRequest,
): Promise<CloudFrontRequestResult> {
  const preferred = async () => preference(await state(), clock.now(), rules).map(({ region }) => region);
  const cors = corsOf(config.credentialOrigins, request);
  // The bucket has no CORS rules and refuses a preflight ("OPTIONS object", Amazon S3 API Reference).
  if (request.method === 'OPTIONS') return preflightResponse(cors);
  if (request.method !== 'GET' && request.method !== 'HEAD') return request;
  if (request.uri === STEERING_PATH) return steeringResponse(await preferred(), request.method, cors);
  if (request.uri === `/${config.playlistKey}`) {
    const [first] = await preferred();
    return first ? { ...request, uri: `/${copyKey(config.playlistKey, first)}` } : request;
  }
  return request;
}
