import { excerpt, MalformedAttributes, parseAttributes, quotedValue, rawValue } from './attributes.js';
import type { Entry, EntryKind } from './entry.js';
import { type Line, splitLines } from './lines.js';
import { MASTER_TAGS } from './master-tags.js';
import { refuseUnlessHls } from './recognize.js';
import { type PlaylistSource, refusal } from './refusal.js';

/** A master (multivariant) playlist as its entries, in order; nothing that could matter to a player is left out. */
export interface MasterPlaylist {
  source: PlaylistSource;
  entries: readonly Entry[];
  /** URI lines without an EXT-X-STREAM-INF before them, which players pass over: they are not among the entries. */
  strayUris: readonly { line: number; uri: string }[];
}

/**
 * Reads a master playlist without losing anything but blank lines, and URI lines that are of no variant.
 *
 * @throws CvsError `PLAYLIST_NOT_HLS`, `PLAYLIST_EMPTY`, `PLAYLIST_TOO_LARGE`, `PLAYLIST_IS_MEDIA`,
 *   `PLAYLIST_NO_VARIANTS`, `PLAYLIST_MALFORMED`; each names region, URL and line
 */
export function parseMaster(text: string, source: PlaylistSource): MasterPlaylist {
  refuseUnlessHls(text, source);
  const lines = splitLines(text);
  const entries: Entry[] = [];
  const strayUris: MasterPlaylist['strayUris'][number][] = [];
  let comments: string[] = [];
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] as Line;
    if (line.kind === 'blank') continue;
    if (line.kind === 'comment') {
      comments.push(line.text);
      continue;
    }
    if (line.kind === 'uri') {
      if (line.text.trim().startsWith('#')) {
        throw malformed(source, line.number, `has white space before a tag: "${excerpt(line.text)}"`);
      }
      strayUris.push({ line: line.number, uri: line.text.trim() });
      continue;
    }
    if (line.tag === '#EXTM3U') {
      throw malformed(source, line.number, 'has a second #EXTM3U: it is two playlists in one');
    }
    let entry = readEntry(line, comments, source);
    comments = [];
    if (entry.kind === 'variant') {
      const uriAt = indexOfUri(lines, index, source);
      const between = lines.slice(index + 1, uriAt).filter(({ kind }) => kind !== 'blank');
      entry = { ...entry, between: between.map((one) => readEntry(one, [], source)), uri: lines[uriAt]?.text.trim() };
      index = uriAt;
    }
    entries.push(entry);
  }
  for (const text of comments) {
    entries.push(readEntry({ kind: 'comment', number: 0, text, tag: '', value: '' }, [], source));
  }
  if (!entries.some((entry) => entry.kind === 'variant')) {
    throw refusal('PLAYLIST_NO_VARIANTS', source, 'lists no variant (EXT-X-STREAM-INF)', {
      suggestions: ['Wait until the encoder delivers, then try again.'],
    });
  }
  return { source, entries, strayUris };
}

/** The entry that a line starts. */
function readEntry(line: Line, comments: readonly string[], source: PlaylistSource): Entry {
  const { number, text, tag } = line;
  const kind = kindOf(line);
  try {
    const attributes = attributesOf(kind, line);
    const entry: Entry = { kind, line: number, comments, text, tag, attributes, between: [] };
    const problem = problemOf(entry);
    if (problem) throw malformed(source, number, problem);
    return entry;
  } catch (error) {
    if (!(error instanceof MalformedAttributes)) throw error;
    throw malformed(source, number, `has an attribute list that cannot be read (${tag}: ${error.message})`);
  }
}

/** RFC 8216bis section 4.4.6.2: the URI line follows the tag; only comments and unknown tags may come between. */
function indexOfUri(lines: readonly Line[], at: number, source: PlaylistSource): number {
  for (let index = at + 1; index < lines.length; index += 1) {
    const line = lines[index] as Line;
    if (line.kind === 'uri') return index;
    if (line.kind === 'tag' && kindOf(line) !== 'other') break;
  }
  const number = (lines[at] as Line).number;
  throw malformed(source, number, 'has an EXT-X-STREAM-INF without a URI after it; it may have been cut off');
}

function malformed(source: PlaylistSource, line: number, problem: string) {
  return refusal('PLAYLIST_MALFORMED', source, problem, { line });
}

/** What keeps an entry from being merged correctly. */
function problemOf(entry: Entry): string | undefined {
  const uri = rawValue(entry.attributes, 'URI');
  if (uri !== undefined && entry.kind !== 'other' && !quotedValue(entry.attributes, 'URI')) {
    return `has URI=${excerpt(uri)} where a quoted string is needed`;
  }
  return MASTER_TAGS[entry.tag]?.problem?.(entry);
}

/** What a tag or comment line is to the merge. */
function kindOf(line: Line): EntryKind {
  return line.kind === 'tag' ? (MASTER_TAGS[line.tag]?.kind ?? 'other') : 'comment';
}

function attributesOf(kind: EntryKind, line: Line): Entry['attributes'] {
  if (line.value === '' || kind === 'comment' || MASTER_TAGS[line.tag]?.bare) return [];
  if (kind !== 'other') return parseAttributes(line.value);
  try {
    const tokens = parseAttributes(line.value);
    return tokens.some((token) => token.name === 'URI') ? tokens : [];
  } catch {
    // An unknown tag need not hold an attribute list: it is carried over as it came.
    return [];
  }
}
