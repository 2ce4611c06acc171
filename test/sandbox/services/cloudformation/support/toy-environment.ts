import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock } from '../../../../../src/lib/clock.js';
import { AccessKeys } from '../../../../../src/sandbox/access-keys.js';
import type { SandboxEnvironment, SandboxLogEntry } from '../../../../../src/sandbox/environment.js';

/** An environment in which every latency lasts one turn of the event loop. */
export function toyEnvironment(): SandboxEnvironment & { entries: SandboxLogEntry[] } {
  const entries: SandboxLogEntry[] = [];
  return {
    entries,
    accountId: '123456789012',
    clock: systemClock,
    keys: new AccessKeys(),
    speed: 1e6,
    endpoint: () => 'http://127.0.0.1:1',
    async latency(_ms, signal) {
      signal?.throwIfAborted();
      await nextTurn();
      signal?.throwIfAborted();
    },
    id: (length) => 'X'.repeat(length),
    log: (entry) => entries.push(entry),
  };
}
