import type { ClusterStatus } from '../status/cluster-status.js';
import { verdictOf } from '../status/verdict.js';

/** How long the board remembers, in ms. */
export const REMEMBERED_MS = 30 * 60_000;

/** Two statuses that are farther apart leave a gap, in ms: what was not read is not known. */
const GAP_MS = 5000;

/** A time for which a row showed the same. */
export interface Stripe {
  fromMs: number;
  toMs: number;
  /** What it showed, in a word or two. */
  value: string;
}

/** A row of the last half hour: what one thing was, from when to when. The oldest stripe comes first; times do not overlap. */
export interface StripeRow {
  /** `verdict`, `steering`, or a region. */
  id: string;
  stripes: readonly Stripe[];
}

/** What each row shows in one status. */
export function valuesOf(status: ClusterStatus): ReadonlyMap<string, string> {
  const { regions, steering } = status;
  return new Map([
    ['verdict', verdictOf(status).level],
    ...regions.map(({ region, serving, freshness }): [string, string] => {
      if (!serving.known || !freshness.known) return [region, 'unknown'];
      const { state, servesFrom } = serving.value;
      if (state === 'closed') return [region, 'closed'];
      if (servesFrom !== undefined) return [region, 'rerouted'];
      if (freshness.value.freshness !== 'fresh') return [region, freshness.value.freshness];
      return [region, state === 'drained' ? 'drained' : 'fresh'];
    }),
    ...(steering ? [['steering', steering.known ? (steering.value[0] ?? 'unknown') : 'unknown'] as const] : []),
  ]);
}

/** The rows with one more status. Pure; a status that is older than the last one changes nothing. */
export function withStatus(rows: readonly StripeRow[], status: ClusterStatus): StripeRow[] {
  const atMs = Date.parse(status.at);
  return [...valuesOf(status)].map(([id, value]) => {
    const stripes = rows.find((row) => row.id === id)?.stripes ?? [];
    return { id, stripes: grown(stripes, atMs, value).filter(({ toMs }) => toMs >= atMs - REMEMBERED_MS) };
  });
}

function grown(stripes: readonly Stripe[], atMs: number, value: string): readonly Stripe[] {
  const last = stripes.at(-1);
  if (!last || atMs - last.toMs > GAP_MS) return [...stripes, { fromMs: atMs, toMs: atMs, value }];
  if (atMs <= last.toMs) return stripes;
  const before = stripes.slice(0, -1);
  // What it was until now lasts until this status, so that only what was not read is a gap.
  if (last.value === value) return [...before, { ...last, toMs: atMs }];
  return [...before, { ...last, toMs: atMs }, { fromMs: atMs, toMs: atMs, value }];
}
