import type { Judgement } from './playlist-watch.js';

export interface StreamJudgement extends Judgement {
  total: number;
  fresh: number;
  stale: number;
  unknown: number;
}

/**
 * The state of a stream by that of its playlists: stale when the share of stale ones reaches the tolerance, fresh when
 * it would not reach it even if every unknown one were stale, else unknown.
 *
 * @param tolerance 0 to 1
 */
export function judgeStream(playlists: readonly Judgement[], tolerance: number): StreamJudgement {
  const count = (state: Judgement['state']) => playlists.filter((one) => one.state === state).length;
  const counts = { total: playlists.length, fresh: count('fresh'), stale: count('stale'), unknown: count('unknown') };
  // Products such as 0.7 × 10 come out a hair above the whole number that they stand for.
  const needed = counts.total * tolerance - 1e-9;
  const why = (state: Judgement['state']) => {
    const reason = playlists.find((one) => one.state === state)?.reason;
    return `${counts[state]} of ${counts.total} playlists are ${state}${reason ? `: ${reason}` : ''}`;
  };
  if (counts.total > 0 && counts.stale >= needed) return { ...counts, state: 'stale', reason: why('stale') };
  if (counts.fresh > 0 && counts.stale + counts.unknown < needed) return { ...counts, state: 'fresh' };
  return { ...counts, state: 'unknown', reason: counts.total > 0 ? why('unknown') : 'no playlist is known yet' };
}
