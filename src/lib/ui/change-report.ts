import type { CloseResult } from '../failover/close-distribution.js';
import type { DrainResult } from '../failover/drain-distribution.js';
import type { OpenResult } from '../failover/open-distribution.js';

/** What a change of where viewers go came to, in a sentence: what stands, when it took effect, who took the write. */
export function changeReport(result: CloseResult | OpenResult | DrainResult): string {
  const name = `${result.domain} (${result.region})`;
  switch (result.outcome) {
    case 'closed': {
      const drained = result.drainedMs === undefined ? '' : `drained ${seconds(result.drainedMs)}, `;
      return `${name} is closed, effective after ${seconds(result.effectiveMs)}: ${drained}closed ${seconds(result.closedMs)}, 404 seen ${seconds(result.effectiveMs)}. Written in ${result.replica}.`;
    }
    case 'unconfirmed':
      return `${name} is closed in the state table (${result.replica}), but it still answers: ${result.lastSeen ?? 'nothing'}. Is the copilot attached? cvs status tells.`;
    case 'already-closed':
      return `${name} is closed already; nothing was written.`;
    case 'open':
      return `${name} is open, serving again after ${seconds(result.effectiveMs)}; players may return since ${seconds(result.undrainedMs)}. Written in ${result.replica}.`;
    case 'already-open':
      return `${name} is open already; nothing was written.`;
    case 'drained':
      return `${name} is drained: it serves, and players are steered away. Written in ${result.replica}.`;
    case 'already-drained':
      return `${name} is drained already; nothing was written.`;
  }
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? 'unknown' : `${(ms / 1000).toFixed(1)} s`;
}
