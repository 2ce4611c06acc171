import { CvsError } from '../../errors.js';
import { readMasterPlaylist } from '../../hls/read-master-playlist.js';
import { checkText } from '../check/check-text.js';
import type { MergedMaster } from './merge.js';

/** Faults that only the merge can have made; others came with the regions' own playlists, and the summary warns. */
const OURS: ReadonlySet<string> = new Set([
  'relative-uri',
  'steering-twice',
  'pathway-missing',
  'pathway-unknown',
  'copies-differ',
  'group-shared',
]);

/**
 * Makes sure of the merge's own result before anything is published: read as players read it, it has each rung once a
 * region, and the text has no fault that keeps players from moving.
 *
 * @throws CvsError `MERGE_UNSOUND`
 */
export function checkMerged(merged: MergedMaster): void {
  const expected = merged.summary.rungs * merged.summary.pathways.length;
  for (const [region, text] of merged.copies) {
    const seen = readMasterPlaylist(text, 'https://merged.invalid/').variants.length;
    if (seen !== expected) throw unsound(region, `players read ${seen} variants instead of ${expected}`);
    // Without pathways the hosts tell the regions apart, which is a guess where a region has several.
    const faults = text.includes('\n#EXT-X-CONTENT-STEERING:') ? checkText(text, 'the merged playlist') : [];
    const fault = faults.find((one) => OURS.has(one.rule));
    if (fault) throw unsound(region, `line ${fault.line}: ${fault.message}`);
  }
}

function unsound(region: string, problem: string): CvsError {
  return new CvsError({
    code: 'MERGE_UNSOUND',
    message: `The merged master playlist that lists ${region} first is not sound: ${problem}. Nothing was published.`,
    suggestions: ['Please report this with the regions’ master playlists; it is a fault of cvs or of their syntax.'],
  });
}
