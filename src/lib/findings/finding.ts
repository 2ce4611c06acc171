/**
 * How bad a finding is. `error`: viewers are without picture or sound, or will be when they have to change the region.
 * `warning`: a rule is broken that players or operators rely on. `note`: worth knowing, and not wrong.
 */
export type Severity = 'error' | 'warning' | 'note';

/** What raises findings: `cvs playlist check`, the stale playlist detector, `cvs doctor`, and `cvs verify`. */
export type Tool = 'check' | 'detector' | 'doctor' | 'verify';

/** What the catalogue says of a finding, by its id. */
export interface Entry {
  severity: Severity;
  /** When it is a warning instead; completes the sentence "a warning when …". */
  warningWhen?: string;
  /** What has to hold, in one sentence. */
  rule: string;
  /** An RFC section, a page of AWS, a measurement with real players, or "a threshold chosen by cvs". */
  source: string;
  /** What an operator does about it. A finding may say it more precisely. */
  action: string;
  /** The players that it hurts; `all` where no player can do right; empty where it hurts none. */
  hurts: readonly string[];
  /** The tools that raise it. */
  by: readonly Tool[];
}

/** Entries that belong together: a table of the documents. */
export interface Section<Id extends string = string> {
  title: string;
  entries: Readonly<Record<Id, Entry>>;
}

/** The ids in a section. */
export type IdOf<One> = One extends Section<infer Id> ? Id : never;

/**
 * @param by the tools that raise its entries
 * @param severity of its entries; they also hurt all players. An entry may say otherwise in each of these
 */
export function section<Id extends string>(
  title: string,
  by: readonly Tool[],
  severity: Severity,
  entries: Readonly<Record<Id, Partial<Entry> & Pick<Entry, 'rule' | 'source' | 'action'>>>,
): Section<Id> {
  const whole = Object.entries<Partial<Entry>>(entries).map(([id, one]) => [
    id,
    { by, severity, hurts: ['all'], ...one },
  ]);
  return { title, entries: Object.fromEntries(whole) };
}

export const BROWSERS = ['hls.js', 'Shaka', 'video.js'];
export const LOW_LATENCY_PLAYERS = ['AVPlayer', 'hls.js'];
/** Measured with the players of `test/e2e`: hls.js, Shaka and video.js. */
export const MEASURED = 'measured';
export const THRESHOLD = 'a threshold chosen by cvs';

/** A section of draft-pantos-hls-rfc8216bis. */
export function bis(number: string): string {
  return `RFC 8216bis section ${number}`;
}
