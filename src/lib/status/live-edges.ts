import type { ClusterStatus, Known, LiveEdgeStatus } from './cluster-status.js';

/** The live edge of each region in words. While a region is closed its distribution answers 404, so that there is none to read. */
export function liveEdges({ regions, liveEdges }: ClusterStatus): { region: string; edge: Known<string> }[] {
  return liveEdges.map(({ region, edge }) => {
    const serving = regions.find((one) => one.region === region)?.serving;
    const isClosed = serving?.known === true && serving.value.state === 'closed';
    if (edge.known) return { region, edge: { known: true, value: edgeText(edge.value) } };
    return { region, edge: isClosed ? { known: true, value: 'none while closed' } : edge };
  });
}

function edgeText({ sequence, lagS }: LiveEdgeStatus): string {
  return lagS === undefined ? `#${sequence}` : `#${sequence}, ${lagS.toFixed(1)} s behind`;
}
