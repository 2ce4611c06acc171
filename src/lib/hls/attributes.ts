/**
 * One piece of an attribute list, as RFC 8216bis section 4.2 separates them by commas. The list is kept as tokens
 * rather than as a map, so that what is not changed on purpose is written again byte for byte.
 */
export interface AttributeToken {
  /** The piece as it came, white space and all. */
  raw: string;
  name: string;
  /** As it came, quotes included, white space around it left out. */
  value: string;
}

const QUOTE = 0x22;
const COMMA = 0x2c;

/** RFC 8216bis section 4.2 knows capitals only; vendors' own attributes are read with some leniency. */
const NAME = /^[A-Za-z0-9._-]+$/;

/** A name without a value. Anything else may be the rest of a value whose quotes are missing. */
const ONLY_NAME = /^[A-Z][A-Z0-9-]*$/;

/** An attribute list that cannot be read in one way only. */
export class MalformedAttributes extends Error {}

/**
 * Splits an attribute list into its tokens; `serializeAttributes` gives the same text back, without commas that separate
 * nothing and without names that have no "=": players pass them over, and a list that grows behind a comma would hold an
 * empty attribute.
 *
 * @throws MalformedAttributes where a piece is not an attribute, a quoted string does not end, or a name appears twice
 */
export function parseAttributes(list: string): AttributeToken[] {
  const tokens: AttributeToken[] = [];
  const seen = new Set<string>();
  let start = 0;
  while (start <= list.length) {
    const end = endOfPiece(list, start);
    if (end === undefined) throw new MalformedAttributes('a quoted string does not end');
    const piece = list.slice(start, end);
    start = end + 1;
    if (list.trim() !== '' && (piece.trim() === '' || ONLY_NAME.test(piece.trim()))) continue;
    const token = attributeToken(piece);
    if (seen.has(token.name)) throw new MalformedAttributes(`${token.name} appears twice`);
    seen.add(token.name);
    tokens.push(token);
  }
  if (tokens.length === 0) throw new MalformedAttributes(`"${excerpt(list, 40)}" is not an attribute`);
  return tokens;
}

/** The values of an attribute list by name, without their quotes. */
export type Attributes = ReadonlyMap<string, string>;

/**
 * Reads an attribute list as players do: what is not an attribute is passed over (a comma at the end, a piece without
 * "="), and of two attributes of one name the first counts. Never throws.
 */
export function readAttributes(list: string): Attributes {
  const values = new Map<string, string>();
  for (let start = 0; start <= list.length; ) {
    const end = endOfPiece(list, start) ?? list.length;
    const piece = list.slice(start, end);
    start = end + 1;
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = piece.slice(0, Math.max(0, equals)).trim();
    const value = piece.slice(equals + 1).trim();
    if (name !== '' && !values.has(name)) values.set(name, value.replace(/^"|"$/g, ''));
  }
  return values;
}

/** The attribute list that the tokens make. */
export function serializeAttributes(tokens: readonly AttributeToken[]): string {
  return tokens.map((token) => token.raw).join(',');
}

/** An attribute's value as it was written, quotes included. */
export function rawValue(tokens: readonly AttributeToken[], name: string): string | undefined {
  return tokens.find((token) => token.name === name)?.value;
}

/** The inside of an attribute's quoted string; undefined where it is absent or not a quoted string. */
export function quotedValue(tokens: readonly AttributeToken[], name: string): string | undefined {
  const value = rawValue(tokens, name);
  return value !== undefined && isQuoted(value) ? value.slice(1, -1) : undefined;
}

/** The tokens with one attribute's value replaced where it stands, or added after the last attribute. */
export function withAttribute(tokens: readonly AttributeToken[], name: string, value: string): AttributeToken[] {
  const at = tokens.findIndex((token) => token.name === name);
  if (at >= 0) return tokens.map((token, index) => (index === at ? withValue(token, value) : token));
  return [...tokens, { raw: `${name}=${value}`, name, value }];
}

/** The token with another value; the white space around the old one stays. */
export function withValue(token: AttributeToken, value: string): AttributeToken {
  const { raw, name, value: old } = token;
  const equals = raw.indexOf('=') + 1;
  const at = old === '' ? equals : raw.indexOf(old, equals);
  return { raw: raw.slice(0, at) + value + raw.slice(at + old.length), name, value };
}

/** Whether an attribute's value is one quoted string. */
export function isQuoted(value: string): boolean {
  return value.startsWith('"') && value.length >= 2 && value.indexOf('"', 1) === value.length - 1;
}

/**
 * Where the piece that begins at `start` ends; undefined where it ends within a quoted string. Looks at each character
 * once: a line of megabytes must not take minutes.
 */
function endOfPiece(list: string, start: number): number | undefined {
  let quoted = false;
  for (let position = start; position < list.length; position += 1) {
    const code = list.charCodeAt(position);
    if (code === QUOTE) quoted = !quoted;
    else if (code === COMMA && !quoted) return position;
  }
  return quoted ? undefined : list.length;
}

function attributeToken(raw: string): AttributeToken {
  const equals = raw.indexOf('=');
  const name = equals < 0 ? '' : raw.slice(0, equals).trim();
  if (!NAME.test(name)) throw new MalformedAttributes(`"${excerpt(raw, 40)}" is not an attribute`);
  const value = raw.slice(equals + 1).trim();
  // Players disagree on these: m3u8-parser, for one, fails on white space behind a quoted string.
  if (value.includes('"') && !(isQuoted(value) && raw.endsWith('"'))) {
    throw new MalformedAttributes(`the value of ${name} is not one quoted string`);
  }
  return { raw, name, value };
}

/** The beginning of a text that may be long, for messages. */
export function excerpt(text: string, length = 60): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
