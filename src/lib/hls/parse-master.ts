import { MalformedAttributes, quotedValue, rawValue } from './attributes.js';
import { type Entry, entryOf, kindOf } from './entry.js';
import { GROUP_TYPES } from './groups.js';
import { type Line, splitLines } from './lines.js';
import { refuseUnlessHls } from './recognize.js';
import { type PlaylistSource, refusal } from './refusal.js';

/** A master (multivariant) playlist as its entries, in order; nothing that could matter to a player is left out. */
export interface MasterPlaylist {
  source: PlaylistSource;
  entries: readonly Entry[];
}

/**
 * Reads a master playlist without losing anything but blank lines.
 *
 * @throws CvsError `PLAYLIST_NOT_HLS`, `PLAYLIST_EMPTY`, `PLAYLIST_TOO_LARGE`, `PLAYLIST_IS_MEDIA`,
 *   `PLAYLIST_NO_VARIANTS`, `PLAYLIST_MALFORMED`; each names region, URL and line
 */
export function parseMaster(text: string, source: PlaylistSource): MasterPlaylist {
  refuseUnlessHls(text, source);
  const lines = splitLines(text);
  const entries: Entry[] = [];
  let comments: string[] = [];
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] as Line;
    if (line.kind === 'blank') continue;
    if (line.kind === 'comment') {
      comments.push(line.text);
      continue;
    }
    if (line.kind === 'uri') {
      throw malformed(source, line.number, `has a URI without an EXT-X-STREAM-INF before it: "${excerpt(line.text)}"`);
    }
    if (line.tag === '#EXTM3U') {
      throw malformed(source, line.number, 'has a second #EXTM3U: it is two playlists in one');
    }
    let entry = readEntry(line, comments, source);
    comments = [];
    if (entry.kind === 'variant') {
      const uriAt = indexOfUri(lines, index, source);
      entry = { ...entry, between: entriesBetween(lines, index, uriAt, source), uri: lines[uriAt]?.text.trim() };
      index = uriAt;
    }
    entries.push(entry);
  }
  for (const text of comments) entries.push(entryOf({ kind: 'comment', number: 0, text, tag: '', value: '' }, []));
  if (!entries.some((entry) => entry.kind === 'variant')) {
    throw refusal('PLAYLIST_NO_VARIANTS', source, 'lists no variant (EXT-X-STREAM-INF)', {
      suggestions: ['Wait until the encoder delivers, then try again.'],
    });
  }
  return { source, entries };
}

function readEntry(line: Line, comments: readonly string[], source: PlaylistSource): Entry {
  let entry: Entry;
  try {
    entry = entryOf(line, comments);
  } catch (error) {
    if (!(error instanceof MalformedAttributes)) throw error;
    throw malformed(source, line.number, `has an attribute list that cannot be read (${line.tag}: ${error.message})`);
  }
  const problem = problemOf(entry);
  if (problem) throw malformed(source, line.number, problem);
  return entry;
}

/** RFC 8216bis section 4.4.6.2: the URI line follows the tag; only comments and unknown tags may stand between. */
function indexOfUri(lines: readonly Line[], at: number, source: PlaylistSource): number {
  for (let index = at + 1; index < lines.length; index += 1) {
    const line = lines[index] as Line;
    if (line.kind === 'uri') return index;
    if (line.kind === 'tag' && kindOf(line) !== 'other') break;
  }
  const number = (lines[at] as Line).number;
  throw malformed(source, number, 'has an EXT-X-STREAM-INF without a URI after it; it may have been cut off');
}

function entriesBetween(lines: readonly Line[], from: number, to: number, source: PlaylistSource): Entry[] {
  return lines
    .slice(from + 1, to)
    .filter((line) => line.kind !== 'blank')
    .map((line) => readEntry(line, [], source));
}

function malformed(source: PlaylistSource, line: number, problem: string) {
  return refusal('PLAYLIST_MALFORMED', source, problem, { line });
}

/** What keeps an entry from being merged rightly; RFC 8216bis sections 4.4.6.1 to 4.4.6.3. */
function problemOf(entry: Entry): string | undefined {
  const { attributes, tag } = entry;
  if (entry.kind === 'version' && !/^#EXT-X-VERSION:\s*\d{1,4}\s*$/.test(entry.text))
    return 'has no whole number in EXT-X-VERSION';
  if (entry.kind === 'variant' || entry.kind === 'trick') {
    if (!/^\d{1,20}$/.test(rawValue(attributes, 'BANDWIDTH') ?? '')) return `has no BANDWIDTH in ${tag.slice(1)}`;
    for (const name of GROUP_TYPES) {
      const value = rawValue(attributes, name);
      const none = name === 'CLOSED-CAPTIONS' && value === 'NONE';
      if (value !== undefined && !none && quotedValue(attributes, name) === undefined) {
        return `has ${name}=${excerpt(value)} where a quoted group id is needed`;
      }
    }
  }
  const uri = rawValue(attributes, 'URI');
  if (uri !== undefined && entry.kind !== 'other' && !quotedValue(attributes, 'URI')) {
    return `has URI=${excerpt(uri)} where a quoted string is needed`;
  }
  if (entry.kind === 'trick' && !quotedValue(attributes, 'URI')) return `has no URI in ${tag.slice(1)}`;
  if (entry.kind === 'media') {
    const type = rawValue(attributes, 'TYPE') ?? '';
    if (!GROUP_TYPES.some((known) => known === type)) return `has TYPE=${excerpt(type)} in EXT-X-MEDIA`;
    for (const name of ['GROUP-ID', 'NAME']) {
      if (!quotedValue(attributes, name)) return `has no ${name} in EXT-X-MEDIA`;
    }
  }
  return undefined;
}

function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
