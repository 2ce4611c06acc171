import type { Clock } from '../clock.js';
import { pollUntil } from '../cloudformation/poll.js';
import { CvsError } from '../errors.js';

const LIMIT_MS = 2 * 60_000;

/**
 * Works on the state table, trying again for two minutes while no replica answers. The table's own limits are those of
 * a failover, which is in haste; a deployment is not, and its table may have come into being a moment ago.
 *
 * @param work bears being done twice
 * @throws CvsError STATE_TABLE_UNREACHABLE after that, and at once whatever else the table refuses
 */
export async function whenReachable<Result>(
  work: () => Promise<Result>,
  options: { clock: Clock; random: () => number; signal: AbortSignal },
): Promise<Result> {
  let unreachable: CvsError | undefined;
  const { result } = await pollUntil(
    async () => {
      try {
        return { result: await work() };
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
  return result;
}
