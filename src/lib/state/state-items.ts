import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { outsideText } from '../outside-text.js';
import type { Intent } from '../serving/what-to-serve.js';

/**
 * The key of the health item of a distribution and an observer, the region whose detector wrote it. Without an observer, the
 * one that a detector writes of its own region each minute; copilots before there were observers read only that.
 */
export function healthKey(domain: string, observer?: string): string {
  return observer === undefined ? `health#${domain}` : `health#${domain}#${observer}`;
}
/** Prefix of the key of history items: `history#<domain>#<ULID>`. */
export const HISTORY_PREFIX = 'history#';

/** DynamoDB's JSON of an item, a key or an expression's values: made and read in this file, and only passed on elsewhere. */
export type DynamoJson = Record<string, AttributeValue>;

/** What an attribute can hold. Times are ms in a typed item and seconds in the table, with or without a fraction. */
interface Kinds {
  /** As it is: keys, URLs, and what only programs read. */
  text: string;
  /** What people read: one short line, whoever wrote it (`outsideText`). */
  words: string;
  bytes: Uint8Array;
  flag: boolean;
  /** A list of short texts that only programs read. */
  texts: readonly string[];
  count: number;
  seconds: number;
  wholeSeconds: number;
}

/** Member of a typed item → the attribute's name in the table, and what it holds. */
export interface Schema {
  readonly [member: string]: readonly [name: string, holds: keyof Kinds | Schema];
}

/** A typed item. Every member may be absent: an attribute that is missing, or holds something else, counts as absent. */
export type ItemOf<S extends Schema> = { -readonly [M in keyof S]?: Held<S[M][1]> };

type Held<H> = H extends keyof Kinds ? Kinds[H] : H extends Schema ? ItemOf<H> : never;

/** The attributes that say an {@link Intent}. */
export const INTENT = {
  open: ['distro_open', 'flag'],
  drained: ['drained', 'flag'],
  closedUntilMs: ['closed_until', 'seconds'],
  closedFromMs: ['closed_from', 'seconds'],
  openFromMs: ['open_from', 'seconds'],
  offAir: ['off_air', 'flag'],
  reroutedTo: ['rerouted_to', 'words'],
  reroutedUntilMs: ['rerouted_until', 'seconds'],
} as const satisfies Schema;

/** What operators want of a distribution. Its key is the distribution's domain. */
export const DISTRIBUTION_ITEM = {
  ...INTENT,
  domain: ['domain', 'text'],
  cluster: ['name', 'text'],
  region: ['region', 'words'],
  /** What cvs wrote last. Where the item itself says something else, it was changed outside cvs. */
  written: ['written', INTENT],
  /** ISO 8601. */
  updatedAt: ['updated_at', 'words'],
  updatedBy: ['updated_by', 'words'],
  reason: ['reason', 'words'],
  /** When it was closed last; it stays when the distribution is opened. */
  closedAtMs: ['closed_at', 'wholeSeconds'],
  /** The same of the last close that no drain went before: players met its 404. */
  closedUndrainedAtMs: ['closed_undrained_at', 'wholeSeconds'],
} as const satisfies Schema;

/** What a detector said of a distribution last. Its key is {@link healthKey}. */
export const HEALTH_ITEM = {
  key: ['domain', 'text'],
  fresh: ['playlist_fresh', 'flag'],
  state: ['state', 'text'],
  sequence: ['sequence', 'count'],
  observedAtMs: ['observed_at', 'wholeSeconds'],
  /** The first fresh observation after the last stale one; only while the stream is fresh. */
  freshSinceMs: ['fresh_since', 'wholeSeconds'],
  /** The first stale observation after the last fresh one; only while the stream is stale. */
  staleSinceMs: ['stale_since', 'wholeSeconds'],
  /** The last stale observation; it stays. */
  staleAtMs: ['stale_at', 'wholeSeconds'],
  /** When it was heard again after a heartbeat had been missing, and when it had been heard last before that; both stay. */
  heardSinceMs: ['heard_since', 'wholeSeconds'],
  silentFromMs: ['silent_from', 'wholeSeconds'],
  /** How often the detector repeats itself; absent where that is each minute. */
  heartbeatMs: ['heartbeat_seconds', 'wholeSeconds'],
  /** As `StreamObservation.aligned_with`. */
  alignedWith: ['aligned_with', 'texts'],
  /** As `Quality` says; absent where the origin sends no media quality score. */
  quality: ['quality', 'count'],
  settledQuality: ['quality_settled', 'count'],
  region: ['region', 'words'],
  detail: ['detail', 'words'],
} as const satisfies Schema;

/** One change. Its key is {@link HISTORY_PREFIX}, the domain, and a ULID. */
export const HISTORY_ITEM = {
  key: ['domain', 'text'],
  domain: ['distribution', 'words'],
  region: ['region', 'words'],
  action: ['action', 'words'],
  before: ['before', INTENT],
  after: ['after', INTENT],
  who: ['who', 'words'],
  /** ISO 8601. */
  at: ['at', 'words'],
  why: ['why', 'words'],
  /** A guard was overridden. */
  forced: ['forced', 'flag'],
  expiresAtMs: ['expires_at', 'wholeSeconds'],
} as const satisfies Schema;

/** Where viewers load the merged master playlist. */
export const MASTER_PLAYLIST_ITEM = { key: ['domain', 'text'], url: ['url', 'text'] } as const satisfies Schema;

/** That a drill is running. */
export const DRILL_ITEM = {
  key: ['domain', 'text'],
  /** Of the drill, unlike any other's. */
  id: ['id', 'text'],
  updatedBy: ['updated_by', 'words'],
  heldUntilMs: ['held_until', 'wholeSeconds'],
  expiresAtMs: ['expires_at', 'wholeSeconds'],
} as const satisfies Schema;

/** What a detector's run saw, for the next one: the only item of the detector stack's own table. */
export const DETECTOR_ITEM = { key: ['id', 'text'], state: ['state', 'bytes'] } as const satisfies Schema;

/** A distribution item, and its attributes as the table has them, for a write on the condition that they stayed the same. */
export type DistributionItem = ItemOf<typeof DISTRIBUTION_ITEM> & { asRead: Readonly<Record<string, unknown>> };

/** The key of an item in the state table. */
export function keyOf(key: string): DynamoJson {
  return { domain: { S: key } };
}

/** The keys that say what to serve: per domain its distribution item and its health items, one an observer. */
export function stateKeys(members: readonly { region: string; domain: string }[]): DynamoJson[] {
  return members.flatMap(({ domain }) => [
    keyOf(domain),
    ...[undefined, ...members.map(({ region }) => region)].map((observer) => keyOf(healthKey(domain, observer))),
  ]);
}

/** An intent with all its members; what an item does not say counts as open and not drained. */
export function intentOf(said: ItemOf<typeof INTENT> = {}): Intent {
  return {
    open: said.open ?? true,
    drained: said.drained ?? false,
    closedUntilMs: said.closedUntilMs,
    closedFromMs: said.closedFromMs,
    openFromMs: said.openFromMs,
    offAir: said.offAir || undefined,
    reroutedTo: said.reroutedTo,
    reroutedUntilMs: said.reroutedUntilMs,
  };
}

/** The distribution items among these, by domain. */
export function readDistributions(items: readonly DynamoJson[]): ReadonlyMap<string, DistributionItem> {
  return new Map(
    items.flatMap((raw): [string, DistributionItem][] => {
      const item = readItem(DISTRIBUTION_ITEM, raw);
      // Numbers as they are: a condition on one that no double can hold would never be met.
      const asRead = unmarshall(raw, { wrapNumbers: true });
      return item.domain === undefined || item.domain.includes('#') ? [] : [[item.domain, { ...item, asRead }]];
    }),
  );
}

/** Looks items up by the key `domain`; one that is not there has no attributes. */
export function itemsByKey(items: readonly DynamoJson[]): <S extends Schema>(schema: S, key: string) => ItemOf<S> {
  const byKey = new Map(items.map(native).map((attributes) => [attributes.domain, attributes]));
  return (schema, key) => typed(schema, byKey.get(key));
}

export function readItem<S extends Schema>(schema: S, item: DynamoJson): ItemOf<S> {
  return readable(schema, native(item));
}

export function writeItem<S extends Schema>(schema: S, item: ItemOf<S>): DynamoJson {
  return valuesOf(attributesOf(schema, item));
}

/** Attributes and their values, of the members that `item` names: times in seconds, undefined where it says undefined. */
export function attributesOf<S extends Schema>(schema: S, item: ItemOf<S>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([member, value]) => {
      const [name, holds] = schema[member] as Schema[string];
      if (value === undefined) return [name, undefined];
      if (typeof holds === 'object') return [name, attributesOf(holds, value as ItemOf<Schema>)];
      if (holds === 'words') return [name, outsideText(value as string)];
      if (holds === 'seconds') return [name, (value as number) / 1000];
      return [name, holds === 'wholeSeconds' ? Math.floor((value as number) / 1000) : value];
    }),
  );
}

/** The values of an expression, or of an item's attributes; those that are undefined are left out. */
export function valuesOf(values: Readonly<Record<string, unknown>>): DynamoJson {
  return marshall(values, { removeUndefinedValues: true });
}

/** Not `unmarshall`'s own reading of numbers, which throws at those that no double can hold. */
function native(item: DynamoJson): Readonly<Record<string, unknown>> {
  return unmarshall(item, { wrapNumbers: Number });
}

/** As {@link typed}, fit for people: whoever may write an item may write anything into it. */
function readable<S extends Schema>(schema: S, attributes: Readonly<Record<string, unknown>>): ItemOf<S> {
  const members = Object.entries(typed(schema, attributes)).map(([member, value]) => [
    member,
    schema[member]?.[1] === 'words' && typeof value === 'string' ? outsideText(value) : value,
  ]);
  return Object.fromEntries(members) as ItemOf<S>;
}

function typed<S extends Schema>(schema: S, attributes: Readonly<Record<string, unknown>> = {}): ItemOf<S> {
  const members = Object.entries(schema).map(([member, [name, holds]]) => [
    member,
    attributeValue(holds, attributes[name]),
  ]);
  return Object.fromEntries(members) as ItemOf<S>;
}

/** The latest time that a `Date` can have, ms since the epoch (ECMA-262, "Time Values and Time Range"). */
const LATEST_MS = 8.64e15;

function attributeValue(holds: Schema[string][1], value: unknown): unknown {
  if (typeof holds === 'object') {
    return typeof value === 'object' && value !== null ? typed(holds, value as Record<string, unknown>) : undefined;
  }
  if (holds === 'text' || holds === 'words') return typeof value === 'string' ? value : undefined;
  if (holds === 'bytes') return value instanceof Uint8Array ? value : undefined;
  if (holds === 'flag') return typeof value === 'boolean' ? value : undefined;
  if (holds === 'texts') {
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  if (holds === 'count') return value;
  const ms = Math.round(value * 1000);
  return Math.abs(ms) <= LATEST_MS ? ms : undefined;
}
