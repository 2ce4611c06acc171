import { momentText } from '../../moment.js';
import { jsonText } from '../../outside-text.js';
import type { ClusterStatus } from '../../status/cluster-status.js';
import { liveEdges } from '../../status/live-edges.js';
import { Redraw } from '../progress/redraw.js';
import { plain, shown } from '../text/signs.js';
import { textOf } from './status-words.js';
import { watchFrame } from './watch-frame.js';

/**
 * Shows a watched status each time that it is called: redrawn in place in a terminal; a line a region elsewhere and with
 * `--plain`; an object a line for programs.
 */
export function watchScreen(
  output: Pick<NodeJS.WriteStream, 'isTTY' | 'write' | 'columns' | 'rows'>,
  json: boolean,
): (status: ClusterStatus) => void {
  if (json) return (status) => void output.write(`${jsonText(status)}\n`);
  if (!output.isTTY || plain()) return (status) => void output.write(`${shown(statusLines(status).join('\n'))}\n`);
  const redraw = new Redraw(output);
  return (status) => redraw.draw(watchFrame(status, redraw.size));
}

/** The status as plain lines, one for each region: time, region, state, stream, live edge, what steering says. */
export function statusLines(status: ClusterStatus): string[] {
  const steering = status.steering ? textOf(status.steering, (order) => order.join('>')) : 'none';
  return status.regions.map(({ region, serving, freshness, distribution }, index) =>
    [
      momentText(status.at),
      region,
      textOf(serving, ({ state, closedUntil, offAir, servesNevertheless, changedOutside, lapsed }) =>
        [
          closedUntil === undefined ? state : `${state} until ${momentText(closedUntil * 1000)}`,
          ...(offAir ? ['OFF THE AIR'] : []),
          ...(servesNevertheless ? ['SERVES'] : []),
          ...(lapsed ? ['closed on paper'] : []),
          ...(changedOutside ? ['changed outside cvs'] : []),
        ].join(', '),
      ),
      textOf(freshness, (one) =>
        one.ageS === undefined ? one.freshness : `${one.freshness} ${Math.round(one.ageS)} s`,
      ),
      textOf(liveEdges(status)[index]?.edge, (text) => text),
      `replica ${textOf(status.replicas[index]?.answer, (answer) => answer)}`,
      `copilot ${textOf(distribution, ({ copilot, version }) => (version === undefined ? copilot : `v${version}`))}`,
      `steering ${steering}`,
    ].join('  '),
  );
}
