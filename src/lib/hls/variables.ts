import { type Attributes, quotedValue, rawValue } from './attributes.js';
import type { Entry } from './entry.js';
import { type PlaylistSource, refusal } from './refusal.js';

/** Variables of one playlist by name (EXT-X-DEFINE, RFC 8216bis section 4.4.2.3). */
export type Variables = ReadonlyMap<string, string>;

const REFERENCE = /\{\$([a-zA-Z0-9_-]+)\}/g;

/**
 * Reads the variables that a master defines.
 *
 * QUERYPARAM is refused, but for parameters that viewers have: it takes its value from the URL of the merged playlist, and
 * a player must fail when it is missing. IMPORT is for media playlists only.
 *
 * @param queryTokens parameters that the URL of every viewer has; each is a variable whose value stays a reference to it
 * @throws CvsError `PLAYLIST_MALFORMED`, `PLAYLIST_UNSUPPORTED`
 */
export function readVariables(
  entries: readonly Entry[],
  source: PlaylistSource,
  queryTokens: readonly string[] = [],
): Variables {
  const variables = new Map<string, string>();
  for (const { kind, attributes, line } of entries) {
    if (kind !== 'define' || isQueryToken(attributes, queryTokens)) continue;
    const outside = ['QUERYPARAM', 'IMPORT'].find((name) => rawValue(attributes, name) !== undefined);
    if (outside) {
      const problem = `defines a variable by ${outside}, which has no value in a merged playlist`;
      throw refusal('PLAYLIST_UNSUPPORTED', source, problem, {
        line,
        suggestions: [
          'Let the packager write the value itself, as EXT-X-DEFINE:NAME="…",VALUE="…".',
          'Or, where the URL of every viewer has the parameter, name it in players.queryTokens of the cluster file.',
        ],
      });
    }
    const name = quotedValue(attributes, 'NAME');
    const value = quotedValue(attributes, 'VALUE');
    if (!name || value === undefined) {
      throw refusal('PLAYLIST_MALFORMED', source, 'has an EXT-X-DEFINE without NAME and VALUE', { line });
    }
    if (queryTokens.includes(name)) {
      const problem = `defines the variable "${name}", which players.queryTokens takes from the URL of each viewer`;
      throw refusal('PLAYLIST_UNSUPPORTED', source, problem, {
        line,
        suggestions: [
          'Take it out of players.queryTokens in the cluster file, or give the packager another name for it.',
        ],
      });
    }
    if (variables.has(name)) {
      throw refusal('PLAYLIST_MALFORMED', source, `defines the variable "${name}" twice`, { line });
    }
    // The value is a quoted string, in which variables that stand before it are replaced (section 4.3).
    const missing = (other: string) => {
      const problem = `uses the variable "${other}" in the value of "${name}", before it is defined`;
      throw refusal('PLAYLIST_MALFORMED', source, problem, { line });
    };
    variables.set(name, substitute(value, variables, missing));
  }
  for (const name of queryTokens) variables.set(name, `{$${name}}`);
  return variables;
}

/** Whether an EXT-X-DEFINE takes a parameter that every viewer has. */
export function isQueryToken(attributes: Entry['attributes'], queryTokens: readonly string[]): boolean {
  return queryTokens.includes(quotedValue(attributes, 'QUERYPARAM') ?? '');
}

/** The longest value of a variable, and the longest line in which variables are replaced, in UTF-16 code units. */
const MAX_LENGTH = 100_000;

/** Where EXT-X-DEFINE takes values from (RFC 8216bis section 4.4.2.3). */
export interface DefineContext {
  /** The playlist's own final URL, for QUERYPARAM. */
  url: string;
  /** Those of the master playlist, for IMPORT. */
  imported?: Variables;
}

/**
 * Takes over the variable that an EXT-X-DEFINE defines, as players do: by NAME and VALUE, from the master playlist
 * (IMPORT), or from the query of the playlist's URL (QUERYPARAM). What gives no value is passed over.
 */
export function define(variables: Map<string, string>, attributes: Attributes, context: DefineContext): void {
  const [named, imported, parameter] = ['NAME', 'IMPORT', 'QUERYPARAM'].map((name) => attributes.get(name));
  if (named !== undefined) set(named, attributes.get('VALUE'));
  else if (imported !== undefined) set(imported, context.imported?.get(imported));
  else if (parameter !== undefined && URL.canParse(context.url)) {
    set(parameter, new URL(context.url).searchParams.get(parameter) ?? undefined);
  }

  function set(name: string, value: string | undefined): void {
    if (value !== undefined && value.length <= MAX_LENGTH) variables.set(name, value);
  }
}

/** The names of the variables that a text uses. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map(([, name = '']) => name);
}

/**
 * The text with each `{$name}` replaced by its value. Values are not searched again (RFC 8216bis section 4.3).
 *
 * @param missing what a variable without a value is replaced by; without it, it stays as it is
 */
export function substitute(text: string, variables: Variables, missing?: (name: string) => string): string {
  if (text.length > MAX_LENGTH || !text.includes('{$')) return text;
  // Values that are made of each other's values can double with each line: beyond the limit references stay.
  let left = MAX_LENGTH - text.length;
  return text.replace(REFERENCE, (reference, name: string) => {
    const value = variables.get(name) ?? missing?.(name) ?? reference;
    left -= value.length;
    return left < 0 ? reference : value;
  });
}
