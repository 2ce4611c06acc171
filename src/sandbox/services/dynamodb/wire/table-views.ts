import type { TableSettings } from '../model/table-settings.js';

/** The members of DescribeTable that dynalite does not have. */
export function describeSettings(settings: TableSettings): object {
  const others = settings.replicas.filter((region) => region !== settings.region);
  return {
    TableArn: settings.arn,
    TableId: settings.tableId,
    DeletionProtectionEnabled: settings.deletionProtection,
    ...(settings.streamArn
      ? {
          StreamSpecification: { StreamEnabled: true, StreamViewType: settings.streamViewType },
          LatestStreamArn: settings.streamArn,
          LatestStreamLabel: settings.streamArn.split('/').at(-1),
        }
      : {}),
    ...(others.length > 0
      ? {
          GlobalTableVersion: '2019.11.21',
          Replicas: others.map((region) => ({ RegionName: region, ReplicaStatus: 'ACTIVE' })),
        }
      : {}),
    SSEDescription: settings.sse ? { Status: 'ENABLED', SSEType: 'KMS' } : undefined,
  };
}

/** DescribeContinuousBackups' answer. */
export function describeBackups(settings: TableSettings, now: number): object {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: settings.pointInTimeRecovery
        ? {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays: 35,
            EarliestRestorableDateTime: settings.recoverableSince / 1000,
            LatestRestorableDateTime: now / 1000,
          }
        : { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  };
}

/** DescribeTimeToLive's answer. */
export function describeTimeToLive(settings: TableSettings): object {
  const { enabled, attributeName } = settings.timeToLive;
  return {
    TimeToLiveDescription: enabled
      ? { TimeToLiveStatus: 'ENABLED', AttributeName: attributeName }
      : { TimeToLiveStatus: 'DISABLED' },
  };
}
