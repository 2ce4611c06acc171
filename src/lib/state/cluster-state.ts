import type { ClusterState, DistributionState, Intent } from '../serving/what-to-serve.js';
import { heardForMs, type ObserverWord, type Words, whoSays } from '../serving/who-says.js';
import {
  DISTRIBUTION_ITEM,
  type DynamoJson,
  HEALTH_ITEM,
  healthKey,
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
 * @param nowMs ms since the epoch: which observers are silent
 */
export function readState(members: Members, items: readonly DynamoJson[], nowMs: number): ClusterState {
  const itemOf = itemsByKey(items);
  const distributions = members.map(({ region, domain }): DistributionState => {
    const { updatedAt = '', ...item } = itemOf(DATED, domain);
    return { domain, region, ...standingIntent(item), changedAtMs: Date.parse(updatedAt) || undefined };
  });
  return { distributions, health: whoSays(members, readWords(members, items), nowMs) };
}

type Members = readonly { region: string; domain: string }[];

/**
 * What each observer said of each distribution. An item without an observer is the word of the distribution's own region
 * where the item with that observer is not kept up to date: a detector writes both, and an older one only the first.
 */
export function readWords(members: Members, items: readonly DynamoJson[]): Words {
  const itemOf = itemsByKey(items);
  const wordOf = (observer: string, key: string) => wordsOf(observer, itemOf(HEALTH_ITEM, key));
  return new Map(
    members.map(({ region, domain }): [string, ObserverWord[]] => {
      const unnamed = wordOf(region, healthKey(domain));
      const said = members.flatMap(({ region: observer }) => {
        const named = wordOf(observer, healthKey(domain, observer));
        return observer === region && isLeftBehind(named, unnamed) ? unnamed : named;
      });
      return [domain, said];
    }),
  );
}

function isLeftBehind([named]: readonly ObserverWord[], [unnamed]: readonly ObserverWord[]): boolean {
  if (!named || !unnamed) return !named;
  return unnamed.observedAtMs - named.observedAtMs > heardForMs(named.heartbeatMs);
}

/** What an item says of its distribution, without what is left over from before. */
const STANDING = { ...INTENT, written: ['written', INTENT] } as const satisfies Schema;
const DATED = { ...STANDING, updatedAt: DISTRIBUTION_ITEM.updatedAt } as const satisfies Schema;

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

function wordsOf(observer: string, item: ItemOf<typeof HEALTH_ITEM>): ObserverWord[] {
  const { fresh, observedAtMs, staleAtMs, freshSinceMs, staleSinceMs, heartbeatMs, alignedWith } = item;
  const { quality, settledQuality, heardSinceMs, silentFromMs, detail } = item;
  if (observedAtMs === undefined || fresh === undefined) return [];
  const recoveredAtMs = staleAtMs === undefined ? undefined : freshSinceMs;
  const seen = { fresh, observedAtMs, recoveredAtMs, staleSinceMs, alignedWith, quality, settledQuality };
  return [{ observer, heartbeatMs, heardSinceMs, silentFromMs, detail, ...seen }];
}
