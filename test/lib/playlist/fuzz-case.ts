import { CvsError } from '../../../src/lib/errors.js';
import { readPlayable } from '../../../src/lib/hls/read-media-playlist.js';
import { checkText } from '../../../src/lib/playlist/check/check-text.js';
import { alignmentFindings } from '../../../src/lib/playlist/check/live/alignment.js';
import { checkMerged } from '../../../src/lib/playlist/merge/check-merged.js';
import { type MergedMaster, mergeMasters } from '../../../src/lib/playlist/merge/merge.js';
import { mulberry32 } from '../../support/random.js';
import { damage, MASTERS, MEDIA, pick } from '../hls/damage.js';
import { mastersOf } from './masters.js';

export type FuzzOutcome = 'merged' | 'refused' | 'unsound';

/**
 * Merges two masters that were damaged as the seed says, checks what came of it, and compares two media playlists that
 * were damaged likewise. The same seed does the same.
 *
 * @throws whatever is no refusal: a crash
 */
export async function fuzzCase(seed: number): Promise<FuzzOutcome> {
  const random = mulberry32(seed);
  const [one = '', two = ''] = pick(MASTERS, random);
  // Often the same damage in both, so that it gets past the pairing.
  const same = random() < 0.6;
  const damaged = damage(one, random);
  const masters = mastersOf(damaged, same ? damaged : random() < 0.5 ? two : damage(two, random));
  const options = { steering: random() < 0.8, allowPartial: random() < 0.5 };
  refusedOr(() => checkText(damaged, 'https://master.example/playlist.m3u8'));
  const [snapshot, other] = [MEDIA, MEDIA].map((text) =>
    readPlayable(damage(text, random), 'https://one.example/v.m3u8'),
  );
  if (snapshot && other) {
    const pathways = [snapshot, other].map((media, line) => ({ pathway: `p${line}`, line, snapshot: media }));
    const [first, second] = pathways as [(typeof pathways)[0], (typeof pathways)[0]];
    alignmentFindings('video', first, second);
  }
  const merged = refusedOr(() => mergeMasters(masters, options));
  return merged === undefined ? 'refused' : soundness(merged);
}

/** What the merge let through must be what was promised: each rung once a region, and sound. */
function soundness(merged: MergedMaster): FuzzOutcome {
  const { rungs, pathways } = merged.summary;
  for (const text of merged.copies.values()) {
    const streams = text.match(/^#EXT-X-STREAM-INF:/gm)?.length ?? 0;
    if (streams !== rungs * pathways.length) throw new Error(`${streams} variants of ${rungs} rungs`);
  }
  try {
    checkMerged(merged);
    return 'merged';
  } catch (error) {
    if (error instanceof CvsError && error.code === 'MERGE_UNSOUND') return 'unsound';
    throw error;
  }
}

function refusedOr<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof CvsError) return undefined;
    throw error;
  }
}
