/** How much better another region's media quality score must be, of 100. */
export const QUALITY_MARGIN = 20;

/** What a health item says of picture and sound, 0 to 100; absent where the region's origin sends no score. */
export interface Quality {
  /** The last score. */
  quality?: number;
  /** The score with hysteresis: what has stayed lower for a time, or higher for a longer one. */
  settledQuality?: number;
}

/**
 * Which of these regions are behind the best of them because their picture or sound has been worse by the margin. A
 * region counts as the better one by the lower of its two scores, so that players are never sent to one that is as bad by
 * now. One without a score is neither better nor worse.
 */
export function worseThanOthers(all: readonly (Quality | undefined)[]): readonly boolean[] {
  const best = Math.max(
    ...all.map((one) => Math.min(one?.quality ?? Number.NEGATIVE_INFINITY, one?.settledQuality ?? 0)),
  );
  return all.map((one) => one?.settledQuality !== undefined && one.settledQuality + QUALITY_MARGIN <= best);
}

/** Whether a value is a media quality score. */
export function isScore(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 100;
}
