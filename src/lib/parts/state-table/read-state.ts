import { CvsError } from '../../errors.js';
import type { StateReading } from '../../state/state-reading.js';
import { stateTableOf } from '../../state/state-table-of.js';
import type { View } from '../view.js';

/**
 * Reads the items of the state table from the first replica that answers; undefined where there is no table.
 *
 * @throws CvsError STATE_TABLE_UNREACHABLE, or what a replica refuses
 */
export function readState(view: View): Promise<StateReading | undefined> {
  const { cluster, clients, clock } = view.context;
  return view.read('state', async (signal) => {
    // Nothing is written here: nobody is named as the one who changed something.
    const table = stateTableOf(cluster, { clients, clock, identity: '' });
    try {
      return await table.read(signal);
    } catch (error) {
      if (error instanceof CvsError && error.code === 'TABLE_MISSING') return undefined;
      throw error;
    }
  });
}
