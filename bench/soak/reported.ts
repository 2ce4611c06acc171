/** What a command reported as done, and what must hold from then on. */
interface Standing {
  state: 'open' | 'drained' | 'closed';
  /** When it was reported, in ms since the epoch. */
  sinceMs: number;
  /** When a close lapses, in ms since the epoch. */
  untilMs?: number;
}

/** What was seen of a region at one moment. */
export interface Sight {
  region: string;
  /** Status of its playlist at its distribution; 0 when no answer came. */
  status: number;
  /** Players that play from it. */
  players: number;
}

/** A second for the clocks and an answer that is under way. */
const MARGIN_MS = 1000;
/** How long a lapsed close may take until the distribution serves again, ms: what copilots remember, and an error that an edge keeps. */
const LAPSED_MS = 15_000;
/** How long players may take to leave a region after a close or drain was reported, ms: two steering TTLs and two segments. */
const LEAVE_MS = 15_000;

/** Compares what viewers get with what commands reported. Times are ms since the epoch. */
export class Reported {
  readonly #standing = new Map<string, Standing>();

  /** A command is about to change a region: nothing is promised until it reports. */
  changing(region: string): void {
    this.#standing.delete(region);
  }

  /** A command reported a region as open, drained or closed. */
  done(region: string, standing: Standing): void {
    this.#standing.set(region, standing);
  }

  /** What was seen and must not be, a line each. */
  violations(sights: readonly Sight[], nowMs: number): string[] {
    const found = sights.flatMap((sight) => this.#violationsOf(sight, nowMs));
    if (sights.every(({ status }) => status !== 200 && status !== 0)) {
      found.push(`off the air: ${sights.map(({ region, status }) => `${region} answers ${status}`).join(', ')}`);
    }
    return found;
  }

  #violationsOf({ region, status, players }: Sight, nowMs: number): string[] {
    if (status === 0) return [`${region} does not answer`];
    const standing = this.#standing.get(region);
    if (!standing) return [];
    const { state, sinceMs, untilMs = Number.POSITIVE_INFINITY } = standing;
    const lapsed = state === 'closed' && nowMs >= untilMs - MARGIN_MS;
    const found: string[] = [];
    if (state === 'closed' && !lapsed && status !== 404)
      found.push(`${region} was reported closed and answers ${status}`);
    const serves = state !== 'closed' || nowMs >= untilMs + LAPSED_MS;
    if (serves && status !== 200) {
      found.push(`${region} ${lapsed ? 'was to open by itself' : `was reported ${state}`} and answers ${status}`);
    }
    if (state !== 'open' && !lapsed && players > 0 && nowMs >= sinceMs + LEAVE_MS) {
      found.push(`${region} was reported ${state} and has ${players} players`);
    }
    return found;
  }
}
