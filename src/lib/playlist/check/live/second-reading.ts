import type { Clock } from '../../../clock.js';
import { NUMBERING_CHECKS } from '../../../detector/checks/numbering.js';
import { SEGMENT_CHECKS } from '../../../detector/checks/segments.js';
import type { FindingId } from '../../../findings/catalogue.js';
import { groupBy } from '../../../group-by.js';
import type { MediaPlaylist } from '../../../hls/media-playlist.js';
import { readPlayable } from '../../../hls/read-media-playlist.js';
import type { Variables } from '../../../hls/variables.js';
import type { HttpClient } from '../../../http/http-client.js';
import { type Report, runStep } from '../../../progress.js';
import { type Finding, finding } from '../playlist-finding.js';
import { ask } from './ask.js';
import type { ReadCopy } from './low-latency.js';

/** How long the check waits for new segments, and says what it does. */
export interface Watch {
  clock: Clock;
  report: Report;
}

export interface SecondReading extends Watch {
  http: HttpClient;
  /** Of the master playlist. */
  variables: Variables;
  signal?: AbortSignal;
}

/** In this time a new segment is due (RFC 8216 section 6.2.1), and in this time even a slow encoder has written one. */
const DUE_TARGET_DURATIONS = 1.5;
const STANDING_TARGET_DURATIONS = 3;
/** The longest wait, whatever target duration a playlist names. */
const LONGEST_MS = 30_000;
const STEP = 'second-reading';

/** What two versions of a media playlist show, by the detector's own checks. */
const CHECKS = (
  [
    ['sequence-back', NUMBERING_CHECKS],
    ['sequence-standing', NUMBERING_CHECKS],
    ['uris-changed', NUMBERING_CHECKS],
    ['discontinuity-sequence', NUMBERING_CHECKS],
    ['window-shrunk', SEGMENT_CHECKS],
    ['target-duration-changed', SEGMENT_CHECKS],
    ['event-slides', SEGMENT_CHECKS],
  ] as const
).map(([id, checks]) => [id, checks[id]] as const);

/**
 * Reads each live media playlist again when a new segment is due, and those that stand still once more: how their
 * numbers and windows move shows only in two versions.
 *
 * @param read what was read of all regions, just now
 * @throws the signal's reason when it aborts, nothing else
 */
export async function secondReadingFindings(read: readonly ReadCopy[], options: SecondReading): Promise<Finding[]> {
  const live = [...new Map(read.map((copy) => [copy.url, copy])).values()].filter(
    ({ scrubbing, snapshot }) => !scrubbing && !snapshot.ended,
  );
  if (live.length === 0) return [];
  const longestS = Math.max(...live.map(({ snapshot }) => snapshot.targetDuration));
  const dueMs = Math.min(DUE_TARGET_DURATIONS * longestS * 1000, LONGEST_MS);
  const standingMs = Math.min(STANDING_TARGET_DURATIONS * longestS * 1000, LONGEST_MS);
  const title = `Read ${live.length} media playlists again, after ${Math.ceil(dueMs / 1000)} s`;
  const { report, clock, signal } = options;
  report({ type: 'plan', steps: [{ id: STEP, title, after: [] }] });
  return runStep(report, STEP, async () => {
    const began = clock.monotonic();
    const elapsedMs = () => clock.monotonic() - began;
    await clock.sleep(dueMs, signal);
    const second = await readAgain(live, options);
    const found = second.flatMap(({ copy, current }) => comparedWith(copy, current, elapsedMs()));
    let standing = second.filter(({ copy, current }) => !copy.mayBeEmpty && !isNewer(copy.snapshot, current));
    if (standing.length > 0 && standingMs > elapsedMs()) {
      report({ type: 'activity', id: STEP, message: `${standing.length} stand still: once more` });
      await clock.sleep(standingMs - elapsedMs(), signal);
      const third = await readAgain(
        standing.map(({ copy }) => copy),
        options,
      );
      standing = third.filter(({ copy, current }) => !isNewer(copy.snapshot, current));
    }
    return [
      ...found,
      ...standingFindings(
        standing.map(({ copy }) => copy),
        elapsedMs(),
      ),
    ];
  });
}

interface Again {
  copy: ReadCopy;
  current: MediaPlaylist;
}

/** What cannot be read any more is left out: it was, a moment ago. */
async function readAgain(copies: readonly ReadCopy[], { http, variables, signal }: SecondReading): Promise<Again[]> {
  const answers = await Promise.all(
    copies.map(async (copy): Promise<Again[]> => {
      const answer = await ask(http, copy.url, signal);
      if (answer.kind !== 'answered') return [];
      const { response } = answer;
      const current = readPlayable(response.text(), response.url, { imported: variables });
      return current ? [{ copy, current }] : [];
    }),
  );
  return answers.flat();
}

function comparedWith({ url, line, snapshot }: ReadCopy, current: MediaPlaylist, elapsedMs: number): Finding[] {
  return CHECKS.flatMap(([id, check]): Finding[] => {
    const found = check?.({ previous: snapshot, current, elapsedMs, nowMs: 0 });
    if (found === undefined) return [];
    return [finding(id satisfies FindingId, line, `${url}: ${typeof found === 'string' ? found : found.detail}`)];
  });
}

function isNewer(before: MediaPlaylist, now: MediaPlaylist): boolean {
  return (
    now.ended ||
    now.endSequence !== before.endSequence ||
    now.lastSegment !== before.lastSegment ||
    now.mediaParts !== before.mediaParts
  );
}

/** Once a region: where one rung stands still, the others usually do. */
function standingFindings(copies: readonly ReadCopy[], elapsedMs: number): Finding[] {
  // Of a target duration beyond the longest wait nothing can be said.
  const late = copies.filter(({ snapshot }) => elapsedMs >= STANDING_TARGET_DURATIONS * snapshot.targetDuration * 1000);
  return [...groupBy(late, ({ pathway }) => pathway).values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const more = others.length > 0 ? `, and ${others.length} more of ${first.pathway}` : '';
    const message = `${first.url} has no new segment after ${(elapsedMs / 1000).toFixed(1)} s${more}`;
    return [finding('playlist-stale', first.line, message)];
  });
}
