import { randomInt } from 'node:crypto';
import type { Clock } from '../lib/clock.js';
import type { SandboxEnvironment, SandboxLogEntry } from './environment.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The account that the sandbox pretends to be. */
export const ACCOUNT_ID = '123456789012';

/** What the parts of one running sandbox share. */
export function localEnvironment(options: {
  clock: Clock;
  speed: number;
  log: (entry: SandboxLogEntry) => void;
  endpoint: () => string | undefined;
}): SandboxEnvironment {
  const { clock, speed, log } = options;
  return {
    accountId: ACCOUNT_ID,
    clock,
    speed,
    log,
    endpoint() {
      const endpoint = options.endpoint();
      if (!endpoint) throw new Error('The control plane does not listen yet.');
      return endpoint;
    },
    latency: (realMs, signal) => clock.sleep(realMs / speed, signal),
    id: (length) => Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  };
}
