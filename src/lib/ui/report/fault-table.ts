import type { FaultRecord } from '../../../sandbox/faults/fault.js';
import { table } from '../text/table.js';

/** The faults that stand, a row each. */
export function faultTable(faults: readonly FaultRecord[]): string {
  if (faults.length === 0) return 'Nothing goes wrong.';
  return table(
    ['FAULT', 'KIND', 'WHAT', 'HITS'],
    faults.map(({ id, kind, hits, ...rest }) => [
      id,
      kind,
      Object.entries(rest)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
      String(hits),
    ]),
  );
}
