import { CvsError } from '../../errors.js';
import { describe } from '../../hls/describe-entry.js';
import type { Entry } from '../../hls/entry.js';
import { type MasterPlaylist, parseMaster } from '../../hls/master-entries.js';
import { personalPartOf } from '../../hls/personal-uris.js';
import { describeProtection } from '../../hls/protection/protection.js';
import { protectionOfUrl } from '../../hls/protection/recognize.js';
import type { RegionMaster } from '../../hls/refusal.js';
import { uriOf } from '../../hls/streams.js';
import { withAbsoluteUris } from './absolute-uris.js';
import type { Notes } from './notes.js';

/**
 * Warns where a region's URIs are made for one viewer: the merged playlist hands them to all, and they end with that
 * viewer's session. A region whose URIs differ between two readings makes them so; where it was read once, names that
 * packagers and CDNs use tell it.
 */
export function warnOfPersonalUris(
  read: readonly RegionMaster[],
  masters: readonly MasterPlaylist[],
  queryTokens: readonly string[],
  notes: Notes,
) {
  for (const [index, { source, entries }] of masters.entries()) {
    const again = secondReading(read[index], queryTokens);
    const changed = again && changedUri(entries, again.entries);
    const [known] = entries.flatMap((entry) =>
      protectionOfUrl(uriOf(entry) ?? '').map((one) => `line ${entry.line}: ${describeProtection(one)}`),
    );
    const named = entries.find((entry) => personalPartOf(uriOf(entry) ?? '') !== undefined);
    const outcome = 'all viewers would share it, and lose the stream when it ends';
    if (known !== undefined) {
      notes.personal.push(`${source.region} ${known}`);
    } else if (changed) {
      const problem = `${source.region} line ${changed.line}: the URI of ${describe(changed)} changes with each request`;
      notes.personal.push(`${problem}, as one with a session or token does; ${outcome}`);
    } else if (named) {
      const part = personalPartOf(uriOf(named) ?? '');
      const problem = `${source.region} line ${named.line}: the URI of ${describe(named)} has "${part}"`;
      notes.personal.push(`${problem}, which is usually made for one viewer or for a time; ${outcome}`);
    }
  }
}

function secondReading(read: RegionMaster | undefined, queryTokens: readonly string[]): MasterPlaylist | undefined {
  if (read?.again === undefined) return undefined;
  try {
    return withAbsoluteUris(parseMaster(read.again, read), queryTokens);
  } catch (error) {
    // The second reading is about URIs only: a fault that the first one did not have is not reported.
    if (error instanceof CvsError) return undefined;
    throw error;
  }
}

/** An entry that is the same in both readings but for its URI; undefined where entries came or went meanwhile. */
function changedUri(entries: readonly Entry[], again: readonly Entry[]): Entry | undefined {
  if (entries.length !== again.length) return undefined;
  return entries.find((entry, index) => {
    const other = again[index];
    return entry.tag === other?.tag && describe(entry) === describe(other) && uriOf(entry) !== uriOf(other);
  });
}
