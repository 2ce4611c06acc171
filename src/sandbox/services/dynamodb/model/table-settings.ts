import type { SandboxEnvironment } from '../../../environment.js';
import { DynamoDbError } from './dynamodb-error.js';

/** What dynalite does not know of a table. */
export interface TableSettings {
  region: string;
  tableName: string;
  arn: string;
  tableId: string;
  /** Regions of all replicas of a global table, this one included; only this one otherwise. */
  replicas: readonly string[];
  tags: Record<string, string>;
  deletionProtection: boolean;
  pointInTimeRecovery: boolean;
  /** When point-in-time recovery was switched on, ms since the epoch. */
  recoverableSince: number;
  timeToLive: { attributeName?: string; enabled: boolean };
  streamViewType?: string;
  streamArn?: string;
  sse: boolean;
}

/** Settings of a new table, all off. */
export function newSettings(
  env: SandboxEnvironment,
  region: string,
  tableName: string,
  replicas: readonly string[],
): TableSettings {
  return {
    region,
    tableName,
    arn: `arn:aws:dynamodb:${region}:${env.accountId}:table/${tableName}`,
    tableId: crypto.randomUUID(),
    replicas,
    tags: {},
    deletionProtection: false,
    pointInTimeRecovery: false,
    recoverableSince: 0,
    timeToLive: { enabled: false },
    sse: false,
  };
}

/** Gives a table its stream's ARN, whose label is the time it was made. */
export function addStream(env: SandboxEnvironment, settings: TableSettings, viewType: string): void {
  const label = new Date(env.clock.now()).toISOString().slice(0, -1);
  settings.streamViewType = viewType;
  settings.streamArn = `${settings.arn}/stream/${label}`;
}

export function setRecovery(settings: TableSettings, enabled: boolean, now: number): void {
  if (enabled && !settings.pointInTimeRecovery) settings.recoverableSince = now;
  settings.pointInTimeRecovery = enabled;
}

/** @throws DynamoDbError when deletion protection is on */
export function checkUnprotected(settings: TableSettings): void {
  if (settings.deletionProtection) {
    throw new DynamoDbError(
      'ValidationException',
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
  }
}
