import type { StateReading } from '../../state/state-reading.js';
import { StateTable } from '../../state/state-table.js';
import type { View } from '../view.js';

/**
 * Reads the items of the state table from the first replica that answers.
 *
 * @throws CvsError TABLE_MISSING, STATE_TABLE_UNREACHABLE, or what a replica refuses
 */
export function readState(view: View): Promise<StateReading> {
  // Nothing is written here, so that the identity is never recorded.
  const table = new StateTable(view.context.cluster, { ...view.context, identity: '' });
  return view.read('state', (signal) => table.read(signal));
}
