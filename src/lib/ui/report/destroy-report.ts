import type { Destroyable, DestroyResult } from '../../deploy/destroy-cluster.js';
import { table } from '../text/table.js';

const WHY = {
  data: 'kept: it holds data. cvs destroy --delete-data deletes it.',
  'edge-replicas':
    'kept: CloudFront still holds replicas of the copilot, for some hours. cvs destroy --sweep deletes it after that.',
} as const;

/** What was deleted and what was kept, a row each. */
export function destroyReport(result: Pick<DestroyResult, 'deletedStacks' | 'deletedData' | 'left'>): string {
  return table(
    ['RESOURCE', 'REGION', 'NOW'],
    [
      ...result.deletedStacks.map((one) => [one.stackName, one.region, 'deleted']),
      ...result.deletedData.map((one) => [one.physicalId, one.region, 'deleted']),
      ...result.left.map((one) => [one.physicalId, one.region, WHY[one.why]]),
    ],
  );
}

/** What will be deleted, a line each. */
export function destroyPreview({ stacks, data }: Destroyable): string[] {
  return [
    ...stacks.map(({ region, stackName, found }) => {
      const protection = found.terminationProtection ? ' (its termination protection is removed)' : '';
      return `${region}: ${stackName}${protection}`;
    }),
    ...data.tables.map((one) => `${one.region}: table ${one.table} with all its items`),
    ...data.unreadable.map(({ region, bucket }) => `${region}: not the bucket ${bucket}, whose tags may not be read`),
    ...data.buckets.map(({ region, bucket }) => `${region}: bucket ${bucket} with every version of every object`),
  ];
}
