import { median } from '../figure.js';

/** One measurement of a process. */
export interface Sample {
  /** ms since the soak began. */
  atMs: number;
  value: number;
}

/** How a measured value went over a run: the medians of its thirds. */
export interface Thirds {
  first: number;
  middle: number;
  last: number;
}

/** How much larger the last third's median may be than the middle one's. The first third is for starting up. */
export const FLAT_RATIO = 1.05;
/** Fewest measurements of a third; below that, its median says nothing. */
export const FEWEST = 3;

/**
 * The medians of the first, the middle and the last third of a run.
 *
 * @param untilMs how long the run took, in ms
 * @returns undefined where a third has fewer than {@link FEWEST} measurements: the process was not there for all of it
 */
export function thirds(samples: readonly Sample[], untilMs: number): Thirds | undefined {
  const parts = [0, 1, 2].map((index) =>
    samples.filter(({ atMs }) => Math.min(2, Math.floor((3 * atMs) / untilMs)) === index).map(({ value }) => value),
  );
  if (parts.some((part) => part.length < FEWEST)) return undefined;
  const [first, middle, last] = parts.map(median) as [number, number, number];
  return { first, middle, last };
}

/** The last third over the middle one; from nothing to something is without bound. */
export function ratio({ middle, last }: Thirds): number {
  if (middle === last) return 1;
  return middle === 0 ? Number.POSITIVE_INFINITY : last / middle;
}

/** Whether memory is flat: the last third is at most {@link FLAT_RATIO} of the middle one. */
export function isFlat(medians: Thirds): boolean {
  return ratio(medians) <= FLAT_RATIO;
}

/** Connections come and go: this many more descriptors than in the middle third are no leak. */
export const SPARE_DESCRIPTORS = 5;

/** Whether descriptors leak: more than memory may grow, and more than a few. */
export function leaksDescriptors(medians: Thirds): boolean {
  return !isFlat(medians) && medians.last - medians.middle > SPARE_DESCRIPTORS;
}
