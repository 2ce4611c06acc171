import { type AttributeToken, serializeAttributes } from './attributes.js';

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

/** The attributes that tell such entries apart (RFC 8216bis sections 4.4.6.4 and 4.4.6.5): each may appear only once. */
export const SESSION_ATTRIBUTES = {
  'session-data': ['DATA-ID', 'LANGUAGE'],
  'session-key': ['METHOD', 'URI', 'IV', 'KEYFORMAT', 'KEYFORMATVERSIONS'],
} as const;

/** The entry's own lines: its tag, what is in between, its URI. Not its comments. */
export function linesOf(entry: Entry): string[] {
  const own = entry.attributes.length > 0 ? `${entry.tag}:${serializeAttributes(entry.attributes)}` : entry.text;
  const between = entry.between.flatMap((one) => [...one.comments, ...linesOf(one)]);
  return entry.uri === undefined ? [own] : [own, ...between, entry.uri];
}
