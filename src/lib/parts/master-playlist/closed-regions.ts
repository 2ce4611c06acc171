import { CvsError } from '../../errors.js';
import { isClosed } from '../../serving/what-to-serve.js';
import type { StateTable } from '../../state/state-table.js';

/**
 * The regions whose distribution answers 404 because operators closed it. None while the table cannot be read, as
 * before the first deployment is through.
 */
export async function closedRegions(
  table: Pick<StateTable, 'read' | 'members' | 'clock'>,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const { state } = await table.read(signal);
    const nowMs = table.clock.now();
    return table.members.filter(({ domain }) => isClosed(state, domain, nowMs)).map(({ region }) => region);
  } catch (error) {
    if (error instanceof CvsError) return [];
    throw error;
  }
}
