import { randomInt } from 'node:crypto';
import type { Clock } from '../lib/clock.js';
import { AccessKeys } from './access-keys.js';

/** What every part of the sandbox shares. State lives in the services, not here. */
export interface SandboxEnvironment {
  readonly accountId: string;
  readonly clock: Clock;
  /** With which calls to the control plane are signed. */
  readonly keys: AccessKeys;
  /** Control-plane latencies of the real services are divided by this. */
  readonly speed: number;
  /** `http://127.0.0.1:<port>` of the control plane; throws before it listens. */
  endpoint(): string;
  /** Waits `realMs` (what the real service takes) divided by the speed. */
  latency(realMs: number, signal?: AbortSignal): Promise<void>;
  /** A random id of upper case letters and digits, as AWS makes them. */
  id(length: number): string;
  /** Notes for the person who runs the sandbox: requests, Lambda logs, faults. */
  log(entry: SandboxLogEntry): void;
}

export interface SandboxLogEntry {
  source: string;
  region?: string;
  message: string;
  level: 'debug' | 'info' | 'warn' | 'error';
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The account that the sandbox pretends to be. */
export const ACCOUNT_ID = '123456789012';

/** What the parts of one running sandbox share. */
export function localEnvironment(options: {
  clock: Clock;
  speed: number;
  log: (entry: SandboxLogEntry) => void;
  /** Of the control plane; undefined before it listens. */
  endpoint: () => string | undefined;
}): SandboxEnvironment {
  const { clock, speed, log } = options;
  return {
    accountId: ACCOUNT_ID,
    clock,
    keys: new AccessKeys(),
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
