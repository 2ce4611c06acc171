import type { BoardFault } from '../lib/board/faults.js';
import { breakRegion, clearFaults } from './api.js';

const LABELS: Readonly<Record<BoardFault['how'], string>> = {
  freeze: 'Freeze',
  black: 'Black picture',
  status: 'Errors 503',
  hang: 'Hang',
  lost: 'Lose the region',
};

/** Of a sandbox: what happens when a stream breaks is the best explanation of a cluster. */
export function SandboxFaults({ regions }: { regions: readonly string[] }) {
  return (
    <section class="faults" aria-label="Break something in the sandbox">
      <b>Sandbox: break</b>
      {regions.map((region) => (
        <span key={region}>
          {region}
          {(Object.keys(LABELS) as BoardFault['how'][]).map((how) => (
            <button
              key={how}
              type="button"
              aria-label={`${LABELS[how]} ${region}`}
              onClick={() => void breakRegion({ region, how }).catch(() => {})}
            >
              {LABELS[how]}
            </button>
          ))}
        </span>
      ))}
      <button type="button" onClick={() => void clearFaults().catch(() => {})}>
        Mend everything
      </button>
    </section>
  );
}
