import type { FindingId } from '../../../findings/catalogue.js';
import type { MediaPlaylist } from '../../../hls/media-playlist.js';
import { isMediaPlaylist } from '../../../hls/read-media-playlist.js';
import { listOf } from '../../../list-of.js';
import { type Finding, finding } from '../playlist-finding.js';
import { alignmentFindings, type RegionSnapshot } from './alignment.js';
import type { Answer } from './ask.js';
import { deliveryFindings } from './delivery.js';
import type { MediaCopy, MediaRow } from './media-rows.js';

/** A copy, and what came of asking for it. */
export interface LookedCopy extends MediaCopy {
  answer: Answer;
  /** Undefined also where the answer is not a media playlist. */
  snapshot?: MediaPlaylist;
}

/** Players look a picture up by its time, not by its number. Missing dates are reported for the variants. */
const NUMBERING: ReadonlySet<FindingId> = new Set([
  'media-sequence-differs',
  'discontinuity-sequence-differs',
  'pdt-missing',
]);

/** What is answered for each copy, and whether the copies agree. */
export function rowFindings({ name, scrubbing, mayBeEmpty, copies }: MediaRow<LookedCopy>): Finding[] {
  const found: Finding[] = [];
  const snapshots: RegionSnapshot[] = [];
  for (const { pathway, url, line, answer, snapshot } of copies) {
    if (answer.kind !== 'answered') continue;
    if (!snapshot) {
      if (mayBeEmpty && isMediaPlaylist(answer.response.text(), url)) continue;
      const rule = scrubbing ? 'scrubbing-broken' : 'media-malformed';
      found.push(finding(rule, line, `${url} is not a media playlist with segments`));
      continue;
    }
    // A playlist that has ended no longer changes.
    const limitS = snapshot.ended ? Number.POSITIVE_INFINITY : snapshot.targetDuration;
    found.push(...deliveryFindings(answer.response, line, limitS), ...playlistFindings(snapshot, url, line));
    snapshots.push({ pathway, line, snapshot });
  }
  const [first, ...others] = snapshots;
  const differences = first ? others.flatMap((other) => alignmentFindings(name, first, other)) : [];
  return [...found, ...(scrubbing ? ofScrubbing(differences) : differences)];
}

/** What one media playlist says that hurts players wherever they come from. */
function playlistFindings(
  { misplacedTag, skipped, undefinedVariables }: MediaPlaylist,
  url: string,
  line: number,
): Finding[] {
  const found: Finding[] = [];
  if (undefinedVariables.length > 0) {
    const names = undefinedVariables.slice(0, 3).map((name) => `{$${name}}`);
    found.push(
      finding(
        'variable-undefined',
        line,
        `${url}: uses ${listOf(names)}, which ${names.length > 1 ? 'are' : 'is'} not defined`,
      ),
    );
  }
  if (misplacedTag !== undefined) found.push(finding('tag-misplaced', line, `${url}: ${misplacedTag}`));
  if (skipped > 0) {
    const message = `${url} is a delta update without its first ${skipped} segments (EXT-X-SKIP), though nobody asked for one`;
    found.push(finding('delta-update-unasked', line, message));
  }
  return found;
}

/** Where only scrubbing suffers, players still move. */
function ofScrubbing(differences: readonly Finding[]): Finding[] {
  return differences
    .filter(({ rule }) => !NUMBERING.has(rule))
    .map(({ line, message }) => finding('scrubbing-differs', line, message));
}
