import type { Cluster } from '../../cluster/cluster.js';
import { parseAttributes, rawValue } from '../../hls/attributes.js';
import { describe } from '../../hls/describe-entry.js';
import type { Entry, EntryKind } from '../../hls/entry.js';
import { danglingGroups, namesTwice } from '../../hls/groups.js';
import { type MasterPlaylist, parseMaster } from '../../hls/master-entries.js';
import { type RegionMaster, refusal } from '../../hls/refusal.js';
import { STEERING_PATH } from '../../hls/steering-manifest.js';
import { rungsTwice, streamsOf } from '../../hls/streams.js';
import { LONGEST_SENTENCE, outsideText } from '../../outside-text.js';
import { variablesInUris, withAbsoluteUris } from './absolute-uris.js';
import { refuseUnlessDistinct, requireOwnStreams } from './distinct-regions.js';
import { mergeHeaders } from './header.js';
import type { Notes } from './notes.js';
import { type PairedLadders, pairLadders } from './pair-ladders.js';
import { warnOfPersonalUris } from './personal-uris.js';
import { noteLevelled, rungCopies } from './rung-copies.js';
import { renderCopies, type Slot } from './slots.js';

/** Entries that appear once for each region. */
const PAIRED: ReadonlySet<EntryKind> = new Set(['media', 'variant', 'trick']);

export interface MergeOptions {
  /** Adds EXT-X-CONTENT-STEERING, and a PATHWAY-ID to each stream. */
  steering: boolean;
  /** Leaves out rungs and renditions that a region lacks, with a warning, instead of refusing. Default false. */
  allowPartial?: boolean | undefined;
  /** Parameters of the viewers' URL that each playlist's URL gets. Default: none. */
  queryTokens?: readonly string[] | undefined;
}

/** How a cluster's masters are merged. */
export function mergeOptionsOf({ masterPlaylist, players }: Pick<Cluster, 'masterPlaylist' | 'players'>): MergeOptions {
  const { steering, allowPartial } = masterPlaylist;
  return { steering, allowPartial, queryTokens: players?.queryTokens };
}

export interface MergeSummary {
  /** Variants that every region has. */
  rungs: number;
  /** EXT-X-MEDIA entries that every region has. */
  renditions: number;
  /** Entries of any kind that a region lacks, so that they are in none of the copies. */
  leftOut: number;
  /** The regions, in order. */
  pathways: readonly string[];
  /** What was changed on purpose, a line each. */
  changes: readonly string[];
  /** What may hurt players, a line each. */
  warnings: readonly string[];
  /** Those of them that tell of a token or a session of one viewer. */
  personal: readonly string[];
}

export interface MergedMaster {
  /** By the region that comes first: the same entries, its own leading in each rung. In the regions' order. */
  copies: ReadonlyMap<string, string>;
  summary: MergeSummary;
}

/**
 * Merges the regions' master playlists into one that lists every rung once a region. What is not changed on purpose is
 * carried over byte for byte; the summary says what is changed.
 *
 * @param masters two or more, the first region first
 * @throws CvsError `LADDERS_DIFFER`, `SAME_STREAM`, `VARIABLES_DIFFER`, `REGIONS_INVALID`, or what {@link parseMaster} throws
 */
export function mergeMasters(masters: readonly RegionMaster[], options: MergeOptions): MergedMaster {
  refuseUnlessDistinct(masters);
  const { queryTokens = [] } = options;
  const notes: Notes = { changes: [], warnings: [], personal: [], leftOut: 0 };
  const regions = masters.map((master) => master.region);
  const own = masters.map((master) => parseMaster(master.text, master));
  const [first, ...others] = own.map((master) => withAbsoluteUris(master, queryTokens));
  if (!first) throw new Error('No master to merge, though there were two.');
  const parsed = [first, ...others] as const;
  for (const master of parsed) refuseMerged(master);
  requireOwnStreams(parsed, notes);
  warnOfPersonalUris(masters, parsed, queryTokens, notes);
  const header = mergeHeaders(parsed, { inUris: variablesInUris(own), queryTokens, notes });
  const rows = pairLadders(parsed, options.allowPartial === true, notes);
  noteGeneral(parsed, rows, options.steering, notes);
  noteLevelled([...rows.values()], regions, notes);

  const slots: Slot[] = [];
  let opened = false;
  for (const entry of first.entries) {
    const row = rows.get(entry);
    if (row && !opened) {
      slots.push(...header.extras.map((extra) => ({ entries: [extra] })));
      if (options.steering) slots.push({ entries: regions.map(steeringEntry), leadingOnly: true });
      opened = true;
    }
    if (row) slots.push({ entries: rungCopies(row, regions, options.steering) });
    else if (!PAIRED.has(entry.kind)) {
      const kept = header.replacements.has(entry) ? header.replacements.get(entry) : entry;
      if (kept) slots.push({ entries: [kept] });
    }
  }
  const count = (kind: EntryKind) => [...rows.keys()].filter((entry) => entry.kind === kind).length;
  const copies = renderCopies(slots, regions.length);
  return {
    copies: new Map(regions.map((region, index) => [region, copies[index] ?? ''])),
    summary: {
      rungs: count('variant'),
      renditions: count('media'),
      pathways: regions,
      ...notes,
      changes: notes.changes.map((one) => outsideText(one, LONGEST_SENTENCE)),
      warnings: [...notes.personal, ...notes.warnings].map((one) => outsideText(one, LONGEST_SENTENCE)),
      personal: notes.personal.map((one) => outsideText(one, LONGEST_SENTENCE)),
    },
  };
}

/**
 * Throws where a playlist has pathways already: merging a merged playlist would list every rung twice for each region.
 *
 * @throws CvsError `PLAYLIST_ALREADY_MERGED`
 */
function refuseMerged({ entries, source }: MasterPlaylist): void {
  for (const { tag, attributes, line } of entries) {
    const steering = tag === '#EXT-X-CONTENT-STEERING';
    if (!steering && rawValue(attributes, 'PATHWAY-ID') === undefined) continue;
    const problem = `has pathways already (${steering ? 'EXT-X-CONTENT-STEERING' : 'PATHWAY-ID'})`;
    throw refusal('PLAYLIST_ALREADY_MERGED', source, problem, {
      line,
      suggestions: ['Give the region’s own playlist as distributionPlaylistUrl, not a merged one.'],
    });
  }
}

function noteGeneral(masters: readonly MasterPlaylist[], rows: PairedLadders, steering: boolean, notes: Notes) {
  const renamed = [...rows.keys()].some((entry) => entry.kind === 'media');
  notes.changes.unshift(
    'relative URIs made absolute',
    ...(renamed ? ['each group id followed by its region'] : []),
    ...(steering ? [`PATHWAY-ID added to each stream, and EXT-X-CONTENT-STEERING with ${STEERING_PATH}`] : []),
  );
  if (steering) {
    const kept = streamsOf([...rows.keys()], 'variant').map((stream) => ({ ...stream, pathway: 'the first region' }));
    for (const { entry } of rungsTwice(kept)) {
      notes.warnings.push(`${describe(entry)} appears twice in each region: ExoPlayer refuses such a playlist`);
    }
  }
  for (const { source, strayUris, entries } of masters) {
    const [stray, ...moreStray] = strayUris;
    if (stray) {
      const problem = `${source.region} line ${stray.line} has a URI without an EXT-X-STREAM-INF before it`;
      notes.warnings.push(`${problem}, which was left out: ${stray.uri}${andMore(moreStray)}`);
    }
    const [rendition, ...moreNames] = namesTwice(entries);
    if (rendition) {
      const problem = `${describe(rendition)} has the NAME of another rendition of its group${andMore(moreNames)}`;
      notes.warnings.push(
        `${source.region} line ${rendition.line}: ${problem}: players that tell them apart by NAME show one`,
      );
    }
    for (const { type, id, line } of danglingGroups(entries)) {
      notes.warnings.push(`${source.region} line ${line} names the ${type} group "${id}", which has no EXT-X-MEDIA`);
    }
  }
}

function andMore(others: readonly unknown[]): string {
  return others.length > 0 ? ` (and ${others.length} more)` : '';
}

function steeringEntry(region: string): Entry {
  const tag = '#EXT-X-CONTENT-STEERING';
  const attributes = parseAttributes(`SERVER-URI="${STEERING_PATH}",PATHWAY-ID="${region}"`);
  return { kind: 'other', line: 0, comments: [], text: tag, tag, attributes, between: [] };
}
