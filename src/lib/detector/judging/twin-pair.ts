import type { MediaPlaylist, MediaSegment } from '../../hls/media-playlist.js';

/** The one or the other playlist of a pair. */
export type Side = 0 | 1;

/** How much longer than usual a segment may be missing, in target durations: see decision 98. */
const MARGIN = 1;
/** The middle one of so many differences is the usual one: it follows regions that drift, and passes over one late segment. */
const LEARNED = 3;
/** A usual difference that is greater, in target durations, says nothing: the deadline is nearer. */
const MOST_USUAL = 2;
/** Segments whose first sight is remembered: more than twins are apart. */
const REMEMBERED = 40;
/** So many polls in a row must fail, for a target duration. One in a hundred of a healthy origin does. */
const FAILURES = 4;
/** For how long, in target durations, requests of a whole region must be without an answer. */
const SILENCE = 1.75;
/** How many segments that both list are compared. */
const COMPARED = 5;

interface Kept {
  /** When it was first read, at the end of that poll, monotonic ms. */
  at: number;
  /** Whether the poll before, which did not bring it yet, was so recent that this says when it appeared. */
  exact: boolean;
}

/** What is known of one of the two. Times are monotonic ms. */
class Member {
  /** The number behind its newest segment. */
  end: number | undefined;
  /** When each of its newest segments was first seen. */
  readonly seen = new Map<number, Kept>();
  /** When the last poll that brought the playlist began, and when it ended. */
  beganAt = Number.NEGATIVE_INFINITY;
  readAt = Number.NEGATIVE_INFINITY;
  /** When the first poll began that has had no answer since; undefined once one is answered. */
  unansweredSince: number | undefined;
  /** Polls in a row that brought nothing, and the last reason. */
  failures = 0;
  failure = '';
  targetMs = 0;
  /** Its newest segments as last read. */
  segments: readonly MediaSegment[] = [];
  /** How much later than its twin it got segments, newest last, ms. */
  later: number[] = [];

  forget(): void {
    this.seen.clear();
    this.later = [];
  }

  /** How much later than its twin it gets a segment as a rule, ms; undefined while that is not known. */
  get usualMs(): number | undefined {
    if (this.later.length < LEARNED) return undefined;
    const usual = [...this.later].sort((one, two) => one - two)[LEARNED >> 1] as number;
    return Math.abs(usual) <= MOST_USUAL * this.targetMs ? usual : undefined;
  }
}

/**
 * The same playlist in two regions, whose segments have the same numbers and names at the same moments. Each tells on the
 * other: one of them is stale as soon as it has been read and still lacks the segment that its twin has had for longer than
 * is usual between them and {@link MARGIN} target durations; or when its polls have failed for a target duration while
 * those of its twin did not. Absence is seen, and not assumed: an answer that has not come says nothing.
 *
 * Pure: it is told what polls brought. Times are monotonic ms of one machine, so that no clock of an encoder counts.
 */
export class TwinPair {
  readonly #members = [new Member(), new Member()] as const;
  #aligned: boolean | undefined;

  /** Whether the two can stand in for each other, as they were when both were last seen to play; undefined until then. */
  get aligned(): boolean | undefined {
    return this.#aligned;
  }

  /** A poll begins. */
  asks(side: Side, at: number): void {
    this.#members[side].unansweredSince ??= at;
  }

  /**
   * For how long one of them has been asked without an answer, ms, where that is longer than a healthy origin takes and its
   * twin has answered meanwhile; else undefined. One request that waits proves nothing: see `TwinStreams.silentMs`.
   */
  unansweredMs(side: Side, at: number): number | undefined {
    const { unansweredSince, targetMs } = this.#members[side];
    const other = this.#members[1 - side] as Member;
    if (!this.#aligned || unansweredSince === undefined || at - unansweredSince <= SILENCE * targetMs) return undefined;
    return other.readAt > unansweredSince && at - other.readAt <= other.targetMs ? at - unansweredSince : undefined;
  }

  /** A poll that began at `beganAt` has brought a playlist. */
  read(side: Side, playlist: MediaPlaylist, beganAt: number, at: number): void {
    const own = this.#members[side];
    const other = this.#members[1 - side] as Member;
    const { endSequence: end, targetDuration } = playlist;
    const exact = at - own.beganAt <= targetDuration * 500 + 500;
    own.targetMs = targetDuration * 1000;
    own.failures = 0;
    own.unansweredSince = undefined;
    if (beganAt >= own.beganAt) [own.beganAt, own.readAt] = [beganAt, at];
    if (own.end !== undefined && end <= own.end && own.end - end < REMEMBERED) return;
    const added = own.end === undefined ? 1 : end - own.end;
    // An encoder that begins again, or jumps: what was learned says nothing of it.
    if (added < 1 || added > REMEMBERED) for (const member of this.#members) member.forget();
    for (let sequence = end - Math.min(Math.max(added, 1), REMEMBERED); sequence < end; sequence += 1) {
      own.seen.set(sequence, { at, exact: exact && added === 1 });
      this.#learn(side, sequence);
    }
    while (own.seen.size > REMEMBERED) own.seen.delete(own.seen.keys().next().value as number);
    own.end = end;
    own.segments = playlist.segments.slice(-REMEMBERED);
    this.#aligned = alignment(own.segments, other.segments, own.targetMs) ?? this.#aligned;
  }

  /** A poll has brought nothing. */
  failed(side: Side, reason: string): void {
    const own = this.#members[side];
    own.failures += 1;
    own.failure = reason;
  }

  /** When the next poll may show that one of them is stale: later than that it need not be. Infinity where none can. */
  provesAt(side: Side): number {
    return this.#lackingSince(side) + this.#patienceMs(side);
  }

  /** Why one of them is stale, by its twin; undefined where the twin says nothing. */
  stale(side: Side, at: number): { condition: 'stale' | 'unreachable'; reason: string } | undefined {
    const own = this.#members[side];
    const other = this.#members[1 - side] as Member;
    if (!this.#aligned) return undefined;
    const lackedMs = own.beganAt - this.#lackingSince(side);
    if (lackedMs > this.#patienceMs(side)) {
      const reason = `${seconds(lackedMs)} without a segment that the other region has`;
      return { condition: 'stale', reason };
    }
    const away = own.failures >= FAILURES && at - own.readAt > own.targetMs && other.readAt > own.readAt;
    if (!away || at - other.readAt > other.targetMs) return undefined;
    return {
      condition: 'unreachable',
      reason: `no answer for ${seconds(at - own.readAt)}, and the other region answers: ${own.failure}`,
    };
  }

  /** Since when the twin has the segment that comes next here; Infinity where it has not. */
  #lackingSince(side: Side): number {
    const { end } = this.#members[side];
    const kept = end === undefined ? undefined : (this.#members[1 - side] as Member).seen.get(end);
    return kept?.at ?? Number.POSITIVE_INFINITY;
  }

  #patienceMs(side: Side): number {
    const { usualMs, targetMs } = this.#members[side];
    return usualMs === undefined ? Number.POSITIVE_INFINITY : usualMs + MARGIN * targetMs;
  }

  /** How much later a segment came here than there, where both are known. */
  #learn(side: Side, sequence: number): void {
    const [one, two] = [this.#members[side], this.#members[1 - side] as Member];
    const [own, other] = [one.seen.get(sequence), two.seen.get(sequence)];
    if (!own?.exact || !other?.exact) return;
    for (const [member, later] of [
      [one, own.at - other.at],
      [two, other.at - own.at],
    ] as const) {
      member.later.push(later);
      if (member.later.length > LEARNED) member.later.shift();
    }
  }
}

/**
 * Whether the newest segments that two playlists both list have the same names and, where both have dates, begin at the
 * same moments; undefined where they have none in common.
 */
function alignment(one: readonly MediaSegment[], two: readonly MediaSegment[], targetMs: number): boolean | undefined {
  const others = new Map(two.map((segment) => [segment.sequence, segment]));
  const pairs = one
    .flatMap((segment) => {
      const other = others.get(segment.sequence);
      return other ? [[segment, other] as const] : [];
    })
    .slice(-COMPARED);
  if (pairs.length === 0) return undefined;
  return pairs.every(
    ([own, other]) =>
      nameOf(own) === nameOf(other) &&
      (own.startMs === undefined ||
        other.startMs === undefined ||
        Math.abs(own.startMs - other.startMs) <= targetMs / 2),
  );
}

/** Paths differ between regions. */
function nameOf({ path, range = '' }: MediaSegment): string {
  return `${path.slice(path.lastIndexOf('/') + 1)} ${range}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
