import type { Clock } from '../clock.js';
import { CvsError } from '../errors.js';
import { pollUntil } from '../stacks/poll.js';
import { type SeedResult, seedState } from '../state/seed.js';
import type { StateTable } from '../state/state-table.js';

const LIMIT_MS = 2 * 60_000;

/**
 * Seeds the state table, trying again for two minutes while no replica answers. The table's own limits are those of a
 * failover, which is in haste; a deployment is not, and its table may have come into being a moment ago.
 *
 * @throws CvsError STATE_TABLE_UNREACHABLE after that, and at once whatever else the table refuses
 */
export async function seedWhenReachable(
  table: StateTable,
  options: { clock: Clock; random: () => number; signal: AbortSignal },
): Promise<SeedResult> {
  let unreachable: CvsError | undefined;
  return pollUntil(
    async () => {
      try {
        return await seedState(table, options.signal);
      } catch (error) {
        if (!(error instanceof CvsError) || error.code !== 'STATE_TABLE_UNREACHABLE') throw error;
        unreachable = error;
        return undefined;
      }
    },
    {
      ...options,
      limitMs: LIMIT_MS,
      onLimit: () => {
        throw unreachable;
      },
    },
  );
}
