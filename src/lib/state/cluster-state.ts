import type { ClusterState, DistributionState, HealthState, Intent } from '../serving/what-to-serve.js';
import {
  type DynamoJson,
  HEALTH_ITEM,
  HEALTH_PREFIX,
  INTENT,
  type ItemOf,
  intentOf,
  itemsByKey,
  type Schema,
} from './state-items.js';

/**
 * Reads what decides what viewers get. An item that is missing or malformed counts as open and of unknown health: a slip
 * in the console must not take a region off the air.
 *
 * @param members region and domain of each distribution, in the cluster file's order
 */
export function readState(
  members: readonly { region: string; domain: string }[],
  items: readonly DynamoJson[],
): ClusterState {
  const itemOf = itemsByKey(items);
  const health = new Map<string, HealthState>();
  const distributions = members.map(({ region, domain }): DistributionState => {
    const seen = healthOf(itemOf(HEALTH_ITEM, HEALTH_PREFIX + domain));
    if (seen) health.set(domain, seen);
    return { domain, region, ...standingIntent(itemOf(STANDING, domain)) };
  });
  return { distributions, health };
}

/** What an item says of its distribution, without what is left over from before. */
const STANDING = { ...INTENT, written: ['written', INTENT] } as const satisfies Schema;

/**
 * What operators want of a distribution, by its item. Where `distro_open` was changed outside cvs, the times and the
 * `off_air` that cvs wrote with the earlier value do not count any more: an end that has passed would undo a close that was
 * made outside cvs. What was changed along with it counts. So it is with a reroute: an opening outside cvs ends it, and one
 * that was made outside cvs does not end when an earlier one would have.
 */
export function standingIntent(item: ItemOf<typeof STANDING> = {}): Intent {
  const written = intentOf(item.written);
  const said = intentOf(item);
  if (!item.written) return said;
  const isLeftOver = (member: keyof Intent) => said[member] === written[member];
  if (said.reroutedTo !== written.reroutedTo && isLeftOver('reroutedUntilMs')) said.reroutedUntilMs = undefined;
  if (said.open === written.open) return said;
  const endsReroute = said.open && isLeftOver('reroutedTo');
  return {
    open: said.open,
    drained: said.drained,
    closedUntilMs: isLeftOver('closedUntilMs') ? undefined : said.closedUntilMs,
    closedFromMs: isLeftOver('closedFromMs') ? undefined : said.closedFromMs,
    openFromMs: isLeftOver('openFromMs') ? undefined : said.openFromMs,
    offAir: isLeftOver('offAir') ? undefined : said.offAir,
    reroutedTo: endsReroute ? undefined : said.reroutedTo,
    reroutedUntilMs: endsReroute ? undefined : said.reroutedUntilMs,
  };
}

function healthOf(item: ItemOf<typeof HEALTH_ITEM>): HealthState | undefined {
  const { fresh, observedAtMs, staleAtMs, freshSinceMs, staleSinceMs } = item;
  if (observedAtMs === undefined || fresh === undefined) return undefined;
  return { fresh, observedAtMs, recoveredAtMs: staleAtMs === undefined ? undefined : freshSinceMs, staleSinceMs };
}
