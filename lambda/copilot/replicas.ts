import { AwsV4Signer } from 'aws4fetch';
import type { Clock } from '../../src/lib/clock.js';
import type { ClusterState } from '../../src/lib/serving/what-to-serve.js';
import { readState } from '../../src/lib/state/cluster-state.js';
import { type DynamoJson, stateKeys } from '../../src/lib/state/state-items.js';
import type { CopilotConfig } from './config.js';

/** After how many ms a request to a replica that hangs is aborted; the decision was made long before. */
const GIVE_UP_MS = 3000;

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** How a replica is reached; `endpoint` stands in for every region's own. */
export interface ReplicaAccess {
  credentials(): Credentials;
  endpoint?: string;
  fetch: typeof fetch;
  clock: Pick<Clock, 'now'>;
}

/**
 * The regions of the replicas, nearest to `here` first: the same region, then the same continent (a region's first
 * part, such as `eu`), else in the cluster file's order.
 */
export function nearestFirst(regions: readonly string[], here: string): string[] {
  const continent = (region: string) => region.slice(0, region.indexOf('-'));
  const distance = (region: string) => (region === here ? 0 : continent(region) === continent(here) ? 1 : 2);
  return [...regions].sort((a, b) => distance(a) - distance(b));
}

/**
 * Reads what decides what viewers get from one replica, in one BatchGetItem.
 *
 * Rejects when the replica does not answer, refuses, or leaves keys out.
 */
export async function readReplica(config: CopilotConfig, region: string, access: ReplicaAccess): Promise<ClusterState> {
  const signed = await new AwsV4Signer({
    url: access.endpoint ?? `https://dynamodb.${region}.amazonaws.com/`,
    method: 'POST',
    service: 'dynamodb',
    region,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.BatchGetItem' },
    // Consistent: SETTLE_MS relies on it that a copilot sees every write that the replica has taken.
    body: JSON.stringify({
      RequestItems: { [config.table]: { Keys: stateKeys(config.members), ConsistentRead: true } },
    }),
    ...access.credentials(),
  }).sign();
  const response = await access.fetch(signed.url, {
    method: signed.method,
    headers: signed.headers,
    body: signed.body,
    signal: AbortSignal.timeout(GIVE_UP_MS),
  });
  const answer = (await response.json()) as {
    Responses?: Record<string, DynamoJson[]>;
    UnprocessedKeys?: object;
    __type?: string;
    message?: string;
  };
  if (!response.ok) throw new Error(`${region}: ${response.status} ${answer.__type}: ${answer.message}`);
  const items = answer.Responses?.[config.table];
  if (!items || Object.keys(answer.UnprocessedKeys ?? {}).length > 0) throw new Error(`${region}: incomplete answer`);
  return readState(config.members, items, access.clock.now());
}
