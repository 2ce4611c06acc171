import type { Change } from '../lib/board/changes.js';
import { type StripeRow, withStatus } from '../lib/board/stripes.js';
import type { ClusterStatus } from '../lib/status/cluster-status.js';

/** After how many ms without a status the page is not live any longer. */
const SILENCE_MS = 5000;

/** What the page knows, as it came. */
export interface Known {
  status?: ClusterStatus;
  rows: readonly StripeRow[];
  /** By id; the newest last. */
  changes: ReadonlyMap<string, Change>;
  /** When the last status came, in ms since the epoch by this browser's clock. */
  heardMs?: number;
  /** Since when nothing has come, in ms since the epoch by this browser's clock; absent while the feed is live. */
  lostMs?: number;
}

/**
 * Follows the board's one stream of events. The browser connects again by itself when it breaks; a connection that is
 * open and says nothing counts as broken too.
 *
 * @param show called with all that is known each time that something is new
 */
export function follow(show: (known: Known) => void): void {
  let known: Known = { rows: [], changes: new Map() };
  const put = (more: Partial<Known>) => {
    known = { ...known, ...more };
    show(known);
  };
  const source = new EventSource('/api/events');
  source.addEventListener('past', ({ data }) => put({ rows: JSON.parse(data) }));
  source.addEventListener('status', ({ data }) => {
    const status = JSON.parse(data) as ClusterStatus;
    put({ status, rows: withStatus(known.rows, status), heardMs: Date.now(), lostMs: undefined });
  });
  source.addEventListener('change', ({ data }) => {
    const change = JSON.parse(data) as Change;
    put({ changes: new Map([...known.changes, [change.id, change]]) });
  });
  setInterval(() => {
    if (known.lostMs === undefined && Date.now() - (known.heardMs ?? Date.now()) > SILENCE_MS) {
      put({ lostMs: known.heardMs });
    }
    // A server that refuses ends the stream for good: it was started again, and does not know this session.
    if (source.readyState === EventSource.CLOSED) location.reload();
  }, 1000);
}
