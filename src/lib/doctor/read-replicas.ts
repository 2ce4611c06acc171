import type { Clock } from '../clock.js';
import type { ObserverWord } from '../serving/who-says.js';
import { intentOf } from '../state/state-items.js';
import type { StateReading } from '../state/state-reading.js';
import type { StateTable } from '../state/state-table.js';

/** How long a difference has to last, in ms: several times what replication takes. */
const WATCH_MS = 5000;

/** An item that two replicas have had differently for {@link WATCH_MS}. */
export interface ReplicaDifference {
  domain: string;
  /** `distribution`, or whose word it is. */
  item: string;
  /** What each replica that answered says, in the cluster file's order. */
  says: readonly { region: string; text: string }[];
}

export interface ReplicaComparison {
  /** Regions of the replicas that answered. */
  compared: readonly string[];
  differences: readonly ReplicaDifference[];
  unanswered: readonly { region: string; why: string }[];
}

type Table = Pick<StateTable, 'regions' | 'members' | 'readFrom'>;

/**
 * Reads every replica and compares the items that decide what viewers get. Where two differ, it waits for a few seconds
 * and reads again: an item that a replica still has as before, and another one still differently, has not arrived.
 */
export async function compareReplicas(
  table: Table,
  clock: Pick<Clock, 'sleep'>,
  signal: AbortSignal,
): Promise<ReplicaComparison> {
  const before = await readAll(table, signal);
  const domains = table.members.map(({ domain }) => domain);
  const items = [DISTRIBUTION, ...table.members.map(({ region }) => region)];
  if (!domains.some((domain) => items.some((item) => differ(before.answered, domain, item)))) {
    return { compared: [...before.answered.keys()], differences: [], unanswered: before.unanswered };
  }
  await clock.sleep(WATCH_MS, signal);
  const after = await readAll(table, signal);
  const differences = domains.flatMap((domain) =>
    items
      .filter((item) => lasts(before.answered, after.answered, domain, item))
      .map((item) => ({
        domain,
        item: item === DISTRIBUTION ? DISTRIBUTION : `health as ${item} observes it`,
        says: [...after.answered].map(([region, reading]) => ({ region, text: inWords(reading, domain, item) })),
      })),
  );
  return { compared: [...after.answered.keys()], differences, unanswered: after.unanswered };
}

const DISTRIBUTION = 'distribution';

/** {@link DISTRIBUTION}, or the observer of a health item. */
type Item = string;
type Answered = ReadonlyMap<string, StateReading>;

async function readAll(table: Table, signal: AbortSignal) {
  const answered = new Map<string, StateReading>();
  const unanswered: { region: string; why: string }[] = [];
  const readings = await Promise.all(table.regions.map((region) => table.readFrom(region, signal)));
  readings.forEach((reading, index) => {
    const region = table.regions[index] as string;
    if ('why' in reading) unanswered.push({ region, why: reading.why });
    else answered.set(region, reading);
  });
  return { answered, unanswered };
}

/** An item as a replica has it, to be compared. */
function versionOf(reading: StateReading | undefined, domain: string, item: Item): string {
  if (item !== DISTRIBUTION) return JSON.stringify(wordOf(reading, domain, item) ?? null);
  const attributes = Object.entries(reading?.items.get(domain)?.asRead ?? {});
  return JSON.stringify(attributes.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function wordOf(reading: StateReading | undefined, domain: string, observer: string): ObserverWord | undefined {
  return reading?.words.get(domain)?.find((word) => word.observer === observer);
}

function differ(answered: Answered, domain: string, item: Item): boolean {
  return new Set([...answered.values()].map((reading) => versionOf(reading, domain, item))).size > 1;
}

/** Whether a replica has kept its version while another one had, and has, a different one. */
function lasts(before: Answered, after: Answered, domain: string, item: Item): boolean {
  const version = (answered: Answered, region: string) => versionOf(answered.get(region), domain, item);
  const regions = [...after.keys()].filter((region) => before.has(region));
  return regions.some(
    (one) =>
      version(before, one) === version(after, one) &&
      regions.some(
        (other) => version(before, other) !== version(before, one) && version(after, other) !== version(after, one),
      ),
  );
}

function inWords(reading: StateReading, domain: string, item: Item): string {
  if (item !== DISTRIBUTION) {
    const word = wordOf(reading, domain, item);
    if (!word) return 'nothing';
    return `${word.fresh ? 'fresh' : 'stale'} at ${new Date(word.observedAtMs).toISOString()}`;
  }
  const found = reading.items.get(domain);
  if (!found) return 'nothing';
  const { open, drained } = intentOf(found);
  const state = open ? (drained ? 'drained' : 'open') : 'closed';
  return found.updatedAt ? `${state} since ${found.updatedAt}` : state;
}
