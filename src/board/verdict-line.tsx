import type { StripeRow } from '../lib/board/stripes.js';
import type { ClusterStatus } from '../lib/status/cluster-status.js';
import { verdictOf } from '../lib/status/verdict.js';
import { localTime, spanText } from './words.js';

const SIGNS = { well: '●', degraded: '▲', failing: '✖', unknown: '?' } as const;
const NAMES = { well: 'Well', degraded: 'Degraded', failing: 'Failing', unknown: 'Unknown' } as const;

/** One sentence, one colour, a sign and a word: how the cluster is, and for how long. */
export function VerdictLine({
  status,
  rows,
  nowMs,
}: {
  status: ClusterStatus;
  rows: readonly StripeRow[];
  nowMs: number;
}) {
  const { level, sentence, sinceMs } = verdictOf(status);
  const heldFromMs = sinceMs ?? rows.find(({ id }) => id === 'verdict')?.stripes.at(-1)?.fromMs;
  return (
    <section class={`verdict ${level}`} aria-live="assertive" aria-label="Verdict">
      <span class="sign" aria-hidden="true">
        {SIGNS[level]}
      </span>
      <p>
        <span class="level">{NAMES[level]}</span>
        <span class="sentence">{sentence}</span>
      </p>
      {heldFromMs !== undefined && (
        <span class="since" aria-live="off">
          {sinceMs === undefined ? 'seen so since' : 'since'} {localTime(heldFromMs)}
          <small>{spanText((nowMs - heldFromMs) / 1000)}</small>
        </span>
      )}
    </section>
  );
}
