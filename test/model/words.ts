import type { Intent } from '../../src/lib/serving/what-to-serve.js';

/** An intent in a timeline: what is true of it, its times counted from `nowMs`. */
export function intentText({ open, drained, offAir, ...times }: Intent, nowMs: number): string {
  const at = (name: string, ms: number | undefined) =>
    ms === undefined ? [] : [`${name} ${ms < nowMs ? '' : '+'}${((ms - nowMs) / 1000).toFixed(2)} s`];
  return [
    open ? 'open' : 'closed',
    ...(drained ? ['drained'] : []),
    ...(offAir ? ['off the air'] : []),
    ...at('closed_from', times.closedFromMs),
    ...at('closed_until', times.closedUntilMs),
    ...at('open_from', times.openFromMs),
  ].join(', ');
}

/** A moment in a timeline, counted from its beginning. */
export function momentText(ms: number): string {
  return `${(ms / 1000).toFixed(3).padStart(8)} s`;
}
