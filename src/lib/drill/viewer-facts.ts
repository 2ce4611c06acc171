import type { DrillViewer } from './drill-report.js';

/** What a report says of a viewer, name and value, the same for every viewer. */
export function viewerFacts(viewer: DrillViewer): [string, string][] {
  return [
    ['kind', viewer.steering ? 'steering' : 'no steering'],
    ['left after', viewer.affected ? seconds(viewer.switchMs) : 'was elsewhere'],
    ['back after', seconds(viewer.backMs)],
    ['errors', String(viewer.errorResponses)],
    ['longest stall', `${viewer.longestStallMs} ms`],
    ['least buffer', `${(viewer.lowestBufferMs / 1000).toFixed(1)} s`],
    ['segments', String(viewer.segments)],
    ['plays from', viewer.pathway ?? 'nowhere'],
  ];
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '–' : `${(ms / 1000).toFixed(1)} s`;
}
