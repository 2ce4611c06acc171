import { systemClock } from '../../src/lib/clock.js';
import type { CopilotConfig } from './config.js';
import { createCopilot } from './copilot.js';
import { RememberedState } from './remembered-state.js';
import { nearestFirst, readReplica } from './replicas.js';

/** The template's first line. */
declare const copilotConfig: CopilotConfig;

const log = (message: string) => console.warn(JSON.stringify({ level: 'WARN', message }));

const access = {
  // Read each time: Lambda renews them while an instance lives.
  credentials: () => ({
    accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
    sessionToken: process.env.AWS_SESSION_TOKEN,
  }),
  endpoint: process.env.AWS_ENDPOINT_URL,
  fetch,
};

const state = new RememberedState({
  members: copilotConfig.members,
  replicas: nearestFirst(
    copilotConfig.members.map((member) => member.region),
    process.env.AWS_REGION ?? '',
  ),
  read: (region) => readReplica(copilotConfig, region, access),
  clock: systemClock,
  log,
});

export const handler = createCopilot({
  config: copilotConfig,
  state: () => state.get(),
  clock: systemClock,
  log,
});
