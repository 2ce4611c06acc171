import { redact } from './redact.js';

/** The longest text from outside that is shown, stored or sent, in UTF-16 code units. */
export const LONGEST_TEXT = 200;

/**
 * The longest sentence that is shown, stored or sent, in UTF-16 code units: it may quote several texts from outside. Also
 * for messages of AWS, which name what was refused by ARNs.
 */
export const LONGEST_SENTENCE = 1000;

const CHARACTERS = /* @__PURE__ */ new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** White space that would begin a line, or move the cursor. */
const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** C0, DEL and C1 controls, halves of surrogate pairs, and what is no character at all. */
const CONTROLS = /(?![\t\n])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/**
 * What a reader does not see: formatting characters, those that turn the direction of text among them. A joiner and a
 * variation selector stay where they belong to what is before them, as in Persian words and in emoji.
 */
const INVISIBLE =
  /(?!(?<=[^\p{ASCII}\p{Default_Ignorable_Code_Point}]\uFE0F?)[\u200C\u200D](?=[^\p{ASCII}\p{Default_Ignorable_Code_Point}])|(?<=[^\p{ASCII}\p{Default_Ignorable_Code_Point}])[\uFE0E\uFE0F])[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/**
 * A text that somebody else wrote, made fit for people, and for programs that expect one short line: of one line, without
 * control characters (each becomes U+FFFD) and without invisible ones, without what {@link redact} takes out, and cut,
 * which `…` at its end says. What is fit already comes back as it is.
 *
 * Applied where a text comes in: from playlists, headers, servers, AWS, the state table, an operator's flag.
 *
 * @param longest in UTF-16 code units
 */
export function outsideText(text: string, longest = LONGEST_TEXT): string {
  // What is far beyond the limit is not even looked at.
  const near = text.slice(0, longest * 8);
  return cutText(redact(visible(near.replace(LINE_BREAKS, ' '))), longest, near.length < text.length);
}

/** A text of several lines whose control characters became U+FFFD, but for line feeds and tabs; without invisible ones. */
export function visible(text: string): string {
  return text
    .replace(/[\u2028\u2029]/g, ' ')
    .replace(CONTROLS, '\uFFFD')
    .replace(INVISIBLE, '');
}

/** The longest text of several lines that is made from texts of any origin. */
const LONGEST_LINES = 10_000;

/** A text of several lines that may quote anything: as {@link outsideText}, but its lines stay. */
export function safeLines(text: string): string {
  return cutText(redact(visible(text.slice(0, LONGEST_LINES * 1.1))), LONGEST_LINES);
}

/**
 * A text cut to so many UTF-16 code units, between two characters as people see them, with `…` at its end.
 *
 * @param cutBefore whether it is the beginning of a longer text
 */
export function cutText(text: string, longest: number, cutBefore = false): string {
  if (text.length <= longest && !cutBefore) return text;
  let end = 0;
  for (const { segment, index } of CHARACTERS.segment(text.slice(0, longest * 2))) {
    if (index + segment.length > longest - 1) break;
    end = index + segment.length;
  }
  // A single character may be of any length: marks can be piled upon each other without end.
  if (end === 0) end = /[\uD800-\uDBFF]/.test(text[longest - 2] ?? '') ? longest - 2 : longest - 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

/** What JSON text may hold, but a terminal or a reader of lines takes for something else than text. */
const UNSAFE_IN_JSON = /[\u007F-\u009F\u2028\u2029\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/**
 * JSON in which every control character and every invisible one is escaped: a parser reads the same values, and a terminal
 * only shows it.
 *
 * @param indent as `JSON.stringify` takes it
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(UNSAFE_IN_JSON, (one) =>
    Array.from({ length: one.length }, (_, at) => `\\u${one.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}
