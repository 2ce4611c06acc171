import type { ClusterStatus, Known } from '../../status/cluster-status.js';
import { edgeText } from './status-words.js';

/** The status as plain lines, one a region: time, region, state, stream, live edge, what steering says. */
export function statusLines(status: ClusterStatus): string[] {
  const steering = status.steering ? text(status.steering, (order) => order.join('>')) : 'none';
  return status.regions.map(({ region, serving, freshness, distribution }, index) =>
    [
      status.at,
      region,
      text(serving, ({ state, closedUntil, offAir, servesNevertheless, changedOutside }) =>
        [
          closedUntil === undefined ? state : `${state} until ${new Date(closedUntil * 1000).toISOString()}`,
          ...(offAir ? ['OFF THE AIR'] : []),
          ...(servesNevertheless ? ['SERVES'] : []),
          ...(changedOutside ? ['changed outside cvs'] : []),
        ].join(', '),
      ),
      text(freshness, (one) => (one.ageS === undefined ? one.freshness : `${one.freshness} ${Math.round(one.ageS)} s`)),
      text(status.liveEdges[index]?.edge, edgeText),
      `replica ${text(status.replicas[index]?.answer, (answer) => answer)}`,
      `copilot ${text(distribution, ({ copilot, version }) => (version === undefined ? copilot : `v${version}`))}`,
      `steering ${steering}`,
    ].join('  '),
  );
}

function text<T>(part: Known<T> | undefined, of: (value: T) => string): string {
  return part?.known ? of(part.value) : 'unknown';
}
