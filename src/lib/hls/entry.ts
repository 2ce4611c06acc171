import type { AttributeToken } from './attributes.js';
import { parseAttributes, serializeAttributes } from './attributes.js';
import type { Line } from './lines.js';

/**
 * What an entry of a master playlist is to the merge. `trick` is a stream for scrubbing (I-frames or images);
 * `other` is a tag that the merge does not know.
 */
export type EntryKind =
  | 'version'
  | 'independent-segments'
  | 'start'
  | 'define'
  | 'media'
  | 'variant'
  | 'trick'
  | 'session-data'
  | 'session-key'
  | 'other'
  | 'comment';

/** One tag of a master playlist with all that belongs to it. */
export interface Entry {
  kind: EntryKind;
  /** Line of the tag, from 1. */
  line: number;
  /** Comment lines right before the tag. */
  comments: readonly string[];
  /** The tag's line as it came; used where `attributes` is empty. */
  text: string;
  tag: string;
  /** Empty where the tag has no attribute list. */
  attributes: readonly AttributeToken[];
  /** Of a variant: tags and comments between the tag and its URI. */
  between: readonly Entry[];
  /** Of a variant: the URI line. */
  uri?: string;
}

const KINDS: Readonly<Record<string, EntryKind>> = {
  '#EXT-X-VERSION': 'version',
  '#EXT-X-INDEPENDENT-SEGMENTS': 'independent-segments',
  '#EXT-X-START': 'start',
  '#EXT-X-DEFINE': 'define',
  '#EXT-X-MEDIA': 'media',
  '#EXT-X-STREAM-INF': 'variant',
  '#EXT-X-I-FRAME-STREAM-INF': 'trick',
  '#EXT-X-IMAGE-STREAM-INF': 'trick',
  '#EXT-X-SESSION-DATA': 'session-data',
  '#EXT-X-SESSION-KEY': 'session-key',
};

const WITHOUT_ATTRIBUTES: ReadonlySet<EntryKind> = new Set(['version', 'independent-segments', 'comment']);

/**
 * The entry that a tag line starts.
 *
 * @throws MalformedAttributes where a tag that the merge knows has an attribute list that cannot be read
 */
export function entryOf(line: Line, comments: readonly string[]): Entry {
  const kind = kindOf(line);
  const { number, text, tag } = line;
  return { kind, line: number, comments, text, tag, attributes: attributesOf(kind, line), between: [] };
}

/** What a tag or comment line is to the merge. */
export function kindOf(line: Line): EntryKind {
  return line.kind === 'tag' ? (KINDS[line.tag] ?? 'other') : 'comment';
}

function attributesOf(kind: EntryKind, line: Line): readonly AttributeToken[] {
  if (line.value === '' || WITHOUT_ATTRIBUTES.has(kind)) return [];
  if (kind !== 'other') return parseAttributes(line.value);
  try {
    const tokens = parseAttributes(line.value);
    return tokens.some((token) => token.name === 'URI') ? tokens : [];
  } catch {
    // Nobody says that an unknown tag holds an attribute list: it is carried over as it came.
    return [];
  }
}

/** The entry's own lines: its tag, what stands in between, its URI. Not its comments. */
export function linesOf(entry: Entry): string[] {
  const own = entry.attributes.length > 0 ? `${entry.tag}:${serializeAttributes(entry.attributes)}` : entry.text;
  const between = entry.between.flatMap((one) => [...one.comments, ...linesOf(one)]);
  return entry.uri === undefined ? [own] : [own, ...between, entry.uri];
}
