import { secondsText } from '../../duration.js';
import type { CloseResult } from '../../failover/close-distribution.js';
import type { DrainResult } from '../../failover/drain-distribution.js';
import type { PrintedSight } from '../../failover/failover-context.js';
import type { OffAirResult, OpenAllResult, OpenFailure } from '../../failover/off-air.js';
import type { OpenResult } from '../../failover/open-distribution.js';
import type { RerouteResult } from '../../failover/reroute-distribution.js';
import { momentText } from '../../moment.js';
import { sign } from '../text/signs.js';
import { columnsOf, fold } from '../text/width.js';

type Change = CloseResult | OpenResult | DrainResult | RerouteResult;

/** The result of a close, an opening, a drain or a reroute: a line that names the region, then indented details. */
export function changeReport(result: Change, columns = columnsOf(process.stdout)): string {
  const [headline = '', ...details] = linesOf(result);
  return [fold(headline, columns, '  '), ...details.map((line) => fold(`  ${line}`, columns, '    '))]
    .flat()
    .join('\n');
}

function linesOf(result: Change): string[] {
  const { region, domain } = result;
  const open = `cvs failover open ${region}`;
  switch (result.outcome) {
    case 'closed': {
      const { effectiveMs, closedUntil } = result;
      const until = closedUntil === undefined ? '' : ` until ${momentText(closedUntil * 1000)}`;
      const steps: [what: string, ms: number | undefined][] = [
        [
          result.reroutedTo === undefined ? 'drained' : `served from ${result.reroutedTo} and drained`,
          result.drainedMs,
        ],
        ['players steered away', result.steeredMs],
        ['closed', result.closedMs],
        ['404 seen', effectiveMs],
      ];
      const seen = steps.filter(([, ms]) => ms !== undefined).sort(([, a = 0], [, b = 0]) => a - b);
      const times = seen.map(([what, ms]) => `${what} ${seconds(ms)}`);
      return [
        `${region} is closed${until}: ${domain} answers 404 after ${seconds(effectiveMs)}.`,
        `From the start: ${times.join(', ')}.`,
        written(result),
      ];
    }
    case 'unconfirmed':
      return [
        ...(result.against ? [result.against.what, ...result.against.why] : []),
        written(result),
        ...(result.against?.suggestions.map((command) => `Next: ${command}`) ?? []),
      ];
    case 'already-closed': {
      const { by } = result;
      return [
        `${region} is closed already: ${domain} answers 404; nothing was written.`,
        ...(by ? [`Closed at ${momentText(by.at)} by ${by.who}${by.why ? ` (${by.why})` : ''}.`] : []),
        `To open it: ${open}`,
      ];
    }
    case 'open':
      return [
        `${region} is open: ${domain} serves after ${seconds(result.effectiveMs)}, players may return after ${seconds(result.undrainedMs)}.`,
        written(result),
      ];
    case 'rerouted': {
      const until = result.reroutedUntil === undefined ? '' : ` until ${momentText(result.reroutedUntil * 1000)}`;
      return [
        `${region} is served from the origin of ${result.to}${until}: ${domain} does so after ${seconds(result.effectiveMs)}.`,
        written(result),
        `To end it: ${open}`,
      ];
    }
    case 'already-rerouted':
      return [`${region} is served from the origin of ${result.to} already (${domain}); nothing was written.`];
    case 'already-open':
      return [`${region} is open already (${domain}); nothing was written.`];
    case 'drained':
    case 'already-drained':
      if (result.closed) {
        return [
          `${region} is closed (${domain}): there are no players to steer away.`,
          `To make it serve without players: ${open}, then cvs failover drain ${region}`,
        ];
      }
      if (result.playersStay)
        return [`${region} is drained (${domain}), and players stay there for now.`, written(result)];
      return result.outcome === 'drained'
        ? [`${region} is drained: ${domain} serves, and players are steered away.`, written(result)]
        : [`${region} is drained already (${domain}); nothing was written.`];
  }
}

/** The result of going off the air, a line for each distribution. */
export function offAirReport({ distributions }: OffAirResult, columns = columnsOf(process.stdout)): string {
  return distributions
    .flatMap((one) => [
      one.effectiveMs === undefined
        ? `${one.region} is off the air in the state table, but the 404 of ${one.domain} was not seen: ${one.lastSeen}.`
        : `${one.region} is off the air: ${one.domain} answers 404 after ${seconds(one.effectiveMs)}.`,
      ...(one.replicas?.every(({ seenMs }) => seenMs !== undefined) ? [] : [written(one)]),
    ])
    .concat('To go back on the air: cvs failover open --all')
    .flatMap((line) => fold(line, columns, '  '))
    .join('\n');
}

/** The result of opening all, one distribution after the other. */
export function openAllReport({ distributions }: OpenAllResult): string {
  return distributions.map((one) => (one.outcome === 'failed' ? failure(one) : changeReport(one))).join('\n');
}

function failure({ why, suggestions }: OpenFailure): string {
  return [`${sign('✖')} ${why}`, ...suggestions.map((one) => `  ${sign('→')} ${one}`)].join('\n');
}

/** Which replica took the write, and when it was seen in the others. */
function written({ replica, replicas = [] }: { replica: string; replicas?: readonly PrintedSight[] }): string {
  const others = replicas.map(({ region, seenMs, why }) =>
    seenMs === undefined ? `not yet in ${region} (${why})` : `in ${region} after ${seconds(seenMs)}`,
  );
  return `Written in ${[replica, ...others].join(', ')}.`;
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? 'an unknown time' : secondsText(ms);
}
