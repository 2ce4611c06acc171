import type { CloudFrontRequestEvent, CloudFrontRequestResult } from 'aws-lambda';
import type { CopilotConfig } from './config.js';
import { type CopilotParts, createCopilot } from './copilot.js';
import { RememberedState } from './remembered-state.js';
import { nearestFirst, readReplica } from './replicas.js';

/** What Lambda gives the function. */
export interface CopilotSurroundings extends Pick<CopilotParts, 'clock' | 'head' | 'log'> {
  /** Read each time that it is needed: Lambda renews the credentials while an instance lives. */
  env: Readonly<Record<string, string | undefined>>;
  fetch: typeof fetch;
}

/** The handler with its state behind it, which it remembers from request to request. */
export function wireCopilot(
  config: CopilotConfig,
  { env, fetch, head, clock, log }: CopilotSurroundings,
): (event: CloudFrontRequestEvent) => Promise<CloudFrontRequestResult> {
  const access = {
    credentials: () => ({
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: env.AWS_SESSION_TOKEN,
    }),
    endpoint: env.AWS_ENDPOINT_URL,
    fetch,
    clock,
  };
  const regions = config.members.map((member) => member.region);
  const state = new RememberedState({
    members: config.members,
    replicas: nearestFirst(regions, env.AWS_REGION ?? ''),
    read: (region) => readReplica(config, region, access),
    clock,
    log,
  });
  return createCopilot({ config, state: () => state.get(), head, clock, log });
}
