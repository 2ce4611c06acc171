import type { CloudFrontRequest, CloudFrontRequestEvent, CloudFrontRequestResult } from 'aws-lambda';
import type { Clock } from '../../src/lib/clock.js';
import { STEERING_PATH } from '../../src/lib/hls/steering-manifest.js';
import { copyKey } from '../../src/lib/serving/copy-key.js';
import { type ClusterState, isClosed, preference } from '../../src/lib/serving/what-to-serve.js';
import type { CopilotConfig } from './config.js';
import { closedResponse, preflightResponse, steeringResponse } from './responses.js';

export interface CopilotParts {
  config: CopilotConfig;
  /** Must not reject. */
  state(): Promise<ClusterState>;
  clock: Clock;
  log(message: string): void;
}

/**
 * The copilot's origin-request handler: what to do with one cache miss. It never rejects. A request that is not its
 * business passes unchanged.
 */
export function createCopilot(
  parts: CopilotParts,
): (event: CloudFrontRequestEvent) => Promise<CloudFrontRequestResult> {
  return async (event) => {
    const cf = event.Records[0]?.cf;
    if (!cf) return undefined;
    try {
      return await decide(parts, cf.config.distributionDomainName.toLowerCase(), cf.request);
    } catch (error) {
      parts.log(error instanceof Error ? error.message : String(error));
      return cf.request;
    }
  };
}

async function decide(
  { config, state, clock }: CopilotParts,
  domain: string,
  request: CloudFrontRequest,
): Promise<CloudFrontRequestResult> {
  const rules = { automatic: config.automatic, holdDownMs: config.holdDownS * 1000 };
  const preferred = async () => preference(await state(), clock.now(), rules).map(({ region }) => region);
  if (config.members.some((member) => member.domain === domain)) {
    if (!isClosed(await state(), domain, clock.now())) return request;
    return request.method === 'OPTIONS' ? preflightResponse() : closedResponse();
  }

  // Every other distribution that carries the copilot is the master playlist's.
  // The bucket has no CORS rules and refuses a preflight ("OPTIONS object", Amazon S3 API Reference).
  if (request.method === 'OPTIONS') return preflightResponse();
  if (request.method !== 'GET' && request.method !== 'HEAD') return request;
  if (request.uri === STEERING_PATH) return steeringResponse(await preferred(), request.method);
  if (request.uri === `/${config.playlistKey}`) {
    const [first] = await preferred();
    return first ? { ...request, uri: `/${copyKey(config.playlistKey, first)}` } : request;
  }
  return request;
}
