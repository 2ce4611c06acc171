import type { PublishClusterResult } from '../../playlist/publish/publish-cluster.js';
import { sign } from '../text/signs.js';
import { table } from '../text/table.js';
import { ladderLine } from './merge-report.js';

/** What was written where, what could not be, and what viewers get now. */
export function publishReport({ objects, failedRegions, served, summary }: PublishClusterResult): string {
  const rows = objects.map((one) => [one.region, `s3://${one.bucket}/${one.key}`, one.status]);
  return [
    table(['REGION', 'OBJECT', 'STATUS'], rows),
    '',
    ladderLine(summary),
    ...failedRegions.map(({ region, message }) => `${sign('▲')} ${region} has not got it: ${message}`),
    servedLine(served),
    ...(failedRegions.length > 0 ? ['Once every region is back, publish again: cvs playlist publish'] : []),
  ].join('\n');
}

function servedLine(served: PublishClusterResult['served']): string {
  switch (served.status) {
    case 'current':
      return `Viewers get it: ${served.url}`;
    case 'outdated':
      return `${sign('▲')} Viewers do not get it yet: ${served.detail}`;
    case 'unknown':
      return `${sign('▲')} Not known whether viewers get it: ${served.detail}`;
  }
}
