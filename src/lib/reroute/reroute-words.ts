import { countOf } from '../count-of.js';
import type { Way } from './find-reroutes.js';

/**
 * In one line, whether regions can stand in for one another, and if not, why.
 *
 * @param kept whether the mapping of an earlier deployment stays, because a stream could not be read
 */
export function rerouteWords(ways: readonly Way[], kept = false): string {
  const obstacles = [...new Set(ways.flatMap((way) => (way.possible ? [] : [way.why])))];
  if (obstacles.length === 0) return 'rerouting is possible';
  const told = obstacles.join('; ');
  if (kept) return `rerouting stays as it was deployed: ${told}`;
  const possible = ways.filter((way) => way.possible).map(({ from, to }) => `from ${from} to ${to}`);
  return possible.length === 0
    ? `rerouting is not possible, because ${told}; stale regions are left by steering`
    : `rerouting is possible ${possible.join(', ')} only, because ${told}`;
}

/** How far a region is behind another one, at one look. */
export function lagWords({ to, lag }: { to: string; lag: number }): string {
  if (lag === 0) return `${to} is level with it`;
  return `${to} is ${countOf(Math.abs(lag), 'segment')} ${lag > 0 ? 'behind' : 'ahead'}`;
}
