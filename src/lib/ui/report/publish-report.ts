import type { PublishClusterResult } from '../../parts/master-playlist/publish-cluster.js';
import { sign } from '../text/signs.js';
import { table } from '../text/table.js';
import { ladderLine } from './merge-report.js';

/** What was written where, what could not be written, and what viewers get now. */
export function publishReport({ objects, failedRegions, served, summary }: PublishClusterResult): string {
  const rows = objects.map((one) => [one.region, `s3://${one.bucket}/${one.key}`, one.status]);
  return [
    table(['REGION', 'OBJECT', 'STATUS'], rows),
    '',
    ladderLine(summary),
    ...failedRegions.map(({ region, message }) => `${sign('▲')} Not published in ${region}: ${message}`),
    servedLine(served),
    ...(failedRegions.length > 0 ? ['When every region is back, run cvs playlist publish again.'] : []),
  ].join('\n');
}

function servedLine(served: PublishClusterResult['served']): string {
  switch (served.status) {
    case 'current':
      return `Viewers get the new master playlist: ${served.url}`;
    case 'outdated':
      return `${sign('▲')} Viewers do not get the new master playlist yet: ${served.detail}`;
    case 'unknown':
      return `${sign('▲')} It is unknown whether viewers get the new master playlist: ${served.detail}`;
  }
}
