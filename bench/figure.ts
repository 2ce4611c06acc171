/** One number of a benchmark, with its target. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** Such as `≤ 3.2`; absent for a number that is only shown. */
  target?: string;
  met?: boolean;
}

/** Reports the progress of a long benchmark in one line. */
export type Progress = (line: string) => void;

/** What the command line says of a benchmark's run. */
export interface BenchOptions {
  minutes?: number;
  /** How many changes of each kind. */
  count?: number;
  /** Of the random numbers. */
  seed?: number;
  /** How many players in a browser. */
  browsers?: number;
}

/** A benchmark: measures, and returns the figures. */
export type Bench = (progress: Progress, options: BenchOptions) => Promise<Figure[]>;

/** A figure that must not be greater than `limit`. */
export function atMost(name: string, value: number, limit: number, unit: string): Figure {
  return { name, value, unit, target: `≤ ${limit}`, met: value <= limit };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('median of nothing');
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}
