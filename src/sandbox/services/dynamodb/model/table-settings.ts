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
  /** When a replica was last made from this one, ms since the epoch. */
  sourceSinceMs?: number;
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

/** How long a replica counts as the source of others, in the real service's ms. */
const SOURCE_MS = 24 * 60 * 60 * 1000;

/**
 * Refuses the deletion of a replica that others were made from in the last day, while one of them stands ("Deleting a global table
 * replica", Amazon DynamoDB Developer Guide; the words are in go-to-k/cdkd issue 1442).
 *
 * @throws DynamoDbError
 */
export function checkNoSource(env: SandboxEnvironment, { replicas, sourceSinceMs }: TableSettings): void {
  if (replicas.length < 2 || sourceSinceMs === undefined) return;
  if (env.clock.now() - sourceSinceMs >= SOURCE_MS / env.speed) return;
  throw new DynamoDbError(
    'ValidationException',
    'Replica cannot be deleted because it has acted as a source region for new replica(s) being added to the table in the last 24 hours.',
  );
}
