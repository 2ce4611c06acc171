/** Something that was decided: by a command, or by an edit in a console. */
export interface Decision {
  who: string;
  /** The replicas in reach. */
  reach: readonly number[];
  kind: 'close' | 'open' | 'drain' | 'off-air' | 'reroute' | 'edit-open' | 'edit-close';
  /** All of them where undefined. */
  distribution?: number;
  startMs: number;
  /** Absent where the operator's machine was lost. */
  endMs?: number;
  /** What the command said. */
  outcome?: string;
  /** It said that it is so: exit 0. */
  acknowledged?: boolean;
  /** When its first write landed; absent where none did. */
  landedMs?: number;
  /** A close without a drain before it. */
  isAbrupt?: boolean;
  /** When a close or a reroute with an end lapses by what was written. */
  lapsesMs?: number;
}

/** What happened in a schedule. */
export class Trace {
  readonly decisions: Decision[] = [];
  /** Operators whose machine was lost. */
  readonly lost = new Set<string>();
  readonly lines: { atMs: number; who: string; what: string }[] | undefined;

  /** @param told whether what happens is put into words, which takes longer than the rest */
  constructor(told = false) {
    this.lines = told ? [] : undefined;
  }
}
