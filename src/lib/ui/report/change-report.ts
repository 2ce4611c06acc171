import type { CloseResult } from '../../failover/close-distribution.js';
import type { ReplicaSight } from '../../failover/confirm-replicas.js';
import type { DrainResult } from '../../failover/drain-distribution.js';
import type { OffAirResult, OpenAllResult, OpenFailure } from '../../failover/off-air.js';
import type { OpenResult } from '../../failover/open-distribution.js';
import { columnsOf, fold } from '../text/fit.js';
import { sign } from '../text/signs.js';

/** What a change of where viewers go came to, in a sentence: what stands, when it took effect, who took the write. */
export function changeReport(
  result: CloseResult | OpenResult | DrainResult,
  columns = columnsOf(process.stdout),
): string {
  return fold(changeText(result), columns, '  ').join('\n');
}

function changeText(result: CloseResult | OpenResult | DrainResult): string {
  const name = `${result.domain} (${result.region})`;
  switch (result.outcome) {
    case 'closed': {
      const drained = result.drainedMs === undefined ? '' : `drained ${seconds(result.drainedMs)}, `;
      const steered = result.steeredMs === undefined ? '' : `players steered away ${seconds(result.steeredMs)}, `;
      const until =
        result.closedUntil === undefined ? '' : ` until ${new Date(result.closedUntil * 1000).toISOString()}`;
      return `${name} is closed${until}, effective after ${seconds(result.effectiveMs)}: ${drained}${steered}closed ${seconds(result.closedMs)}, 404 seen ${seconds(result.effectiveMs)}. ${written(result)}`;
    }
    case 'unconfirmed':
      return `${name} is closed in the state table (${result.replica}), but it still answers: ${result.lastSeen ?? 'nothing'}. Is the copilot attached? cvs status tells.`;
    case 'already-closed':
      return `${name} is closed already${result.by ? `, since ${result.by.at} by ${result.by.who}${result.by.why ? ` (${result.by.why})` : ''}` : ''}; nothing was written. Open it with cvs failover open.`;
    case 'open':
      return `${name} is open, serving again after ${seconds(result.effectiveMs)}; players may return since ${seconds(result.undrainedMs)}. ${written(result)}`;
    case 'already-open':
      return `${name} is open already; nothing was written.`;
    case 'drained':
      if (result.closed) return nobodyThere(name);
      return `${name} is drained: it serves, and players are steered away. ${written(result)}`;
    case 'already-drained':
      if (result.closed) return nobodyThere(name);
      return `${name} is drained already; nothing was written.`;
  }
}

/** What going off the air came to, a line a distribution. */
export function offAirReport({ distributions }: OffAirResult, columns = columnsOf(process.stdout)): string {
  return distributions
    .map(({ domain, region, replica, effectiveMs, lastSeen }) =>
      effectiveMs === undefined
        ? `${domain} (${region}) is off the air in the state table (${replica}), but it still answers: ${lastSeen}.`
        : `${domain} (${region}) is off the air, 404 seen after ${seconds(effectiveMs)}.`,
    )
    .concat('Back on the air: cvs failover open --all.')
    .flatMap((line) => fold(line, columns, '  '))
    .join('\n');
}

/** What opening all came to, a line a distribution. */
export function openAllReport({ distributions }: OpenAllResult): string {
  return distributions.map((one) => (one.outcome === 'failed' ? failure(one) : changeReport(one))).join('\n');
}

function nobodyThere(name: string): string {
  return `${name} is closed: nobody plays from it. To have it serve, drained: cvs failover open, then drain.`;
}

function failure({ why, suggestions }: OpenFailure): string {
  return [`${sign('✖')} ${why}`, ...suggestions.map((one) => `  ${sign('→')} ${one}`)].join('\n');
}

/** Which replica took the write, and whether the others have it. */
function written({ replica, replicas = [] }: { replica: string; replicas?: readonly ReplicaSight[] }): string {
  const others = replicas.map(({ region, seenMs, why }) =>
    seenMs === undefined ? `not yet in ${region} (${why})` : `in ${region} after ${seconds(seenMs)}`,
  );
  return `Written in ${[replica, ...others].join(', ')}.`;
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? 'unknown' : `${(ms / 1000).toFixed(1)} s`;
}
