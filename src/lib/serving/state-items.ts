import type { ClusterState, DistributionState, HealthState } from './what-to-serve.js';

/** Prefix of the key of health items in the state table. */
export const HEALTH_PREFIX = 'health#';
/** Prefix of the key of history items: `history#<domain>#<ULID>`. */
export const HISTORY_PREFIX = 'history#';

/** An attribute value as DynamoDB's JSON has it; only the kinds that the state table uses. */
export interface AttributeValue {
  S?: string;
  N?: string;
  BOOL?: boolean;
}

export type StateItem = Readonly<Record<string, AttributeValue | undefined>>;

/** The keys that say what to serve: per domain its distribution item and its health item. */
export function stateKeys(domains: readonly string[]): { domain: { S: string } }[] {
  return domains.flatMap((domain) => [{ domain: { S: domain } }, { domain: { S: HEALTH_PREFIX + domain } }]);
}

/**
 * Reads the items of a cluster. An item that is missing, or has not the shape it should have, counts as open and of
 * unknown health: a hand's slip in a console must not take a region off the air.
 *
 * @param members region and domain of each distribution, in the cluster file's order
 */
export function readState(
  members: readonly { region: string; domain: string }[],
  items: readonly StateItem[],
): ClusterState {
  const byKey = new Map(items.map((item) => [item.domain?.S, item]));
  const health = new Map<string, HealthState>();
  const distributions = members.map(({ region, domain }): DistributionState => {
    const seen = readHealth(byKey.get(HEALTH_PREFIX + domain));
    if (seen) health.set(domain, seen);
    const item = byKey.get(domain);
    const closedUntil = number(item?.closed_until);
    const closedFrom = number(item?.closed_from);
    const openFrom = number(item?.open_from);
    return {
      domain,
      region,
      open: item?.distro_open?.BOOL !== false,
      drained: item?.drained?.BOOL === true,
      ...(closedUntil === undefined ? {} : { closedUntil }),
      ...(closedFrom === undefined ? {} : { closedFrom }),
      ...(openFrom === undefined ? {} : { openFrom }),
      ...(item?.off_air?.BOOL === true ? { offAir: true } : {}),
    };
  });
  return { distributions, health };
}

function readHealth(item: StateItem | undefined): HealthState | undefined {
  const observedAt = number(item?.observed_at);
  const fresh = item?.playlist_fresh?.BOOL;
  if (observedAt === undefined || fresh === undefined) return undefined;
  // The alert handler keeps `stale_at` for good, and `fresh_since` only while the stream is fresh.
  const recoveredAt = item?.stale_at === undefined ? undefined : number(item.fresh_since);
  return { fresh, observedAt, ...(recoveredAt === undefined ? {} : { recoveredAt }) };
}

function number(value: AttributeValue | undefined): number | undefined {
  if (value?.N === undefined) return undefined;
  const parsed = Number(value.N);
  return Number.isFinite(parsed) ? parsed : undefined;
}
