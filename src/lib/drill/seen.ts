import type { DrillObservation } from './observation.js';

/** What of an exercise showed in the steering manifest and at the edge. Moments are ms on the monotonic clock. */
export interface Seen {
  /** When the steering manifest first named another region before the target. */
  steeredAwayAtMs?: number;
  /** When the target's distribution first served from another region's origin. */
  reroutedAtMs?: number;
  /** The region whose origin it was. */
  servedFrom?: string;
  /** Whether the steering manifest did not send players to the target again in the end, although they were let back. */
  staysAway: boolean;
}

/** Reads it from the timeline. Pure. */
export function seenOf({ target, timeline, timelineStartMs, startedAtMs, undrainedAtMs }: DrillObservation): Seen {
  const { region } = target;
  const since = timeline
    .map(({ atMs, subject, event }) => ({ atMs: atMs + timelineStartMs, subject, event }))
    .filter(({ atMs }) => atMs >= startedAtMs);
  const orders = since.flatMap(({ atMs, event }) =>
    event.type === 'steered' ? [{ atMs, first: event.order[0] }] : [],
  );
  const serving = since.flatMap(({ atMs, subject, event }) =>
    event.type === 'answered' && subject.type === 'edge' && subject.region === region && event.servesFrom !== undefined
      ? [{ atMs, from: event.servesFrom }]
      : [],
  );
  const rerouted = serving.find(({ from }) => from !== region);
  return {
    steeredAwayAtMs: orders.find(({ first }) => first !== region)?.atMs,
    reroutedAtMs: rerouted?.atMs,
    servedFrom: rerouted?.from,
    staysAway: undrainedAtMs !== undefined && (orders.at(-1)?.first ?? region) !== region,
  };
}
