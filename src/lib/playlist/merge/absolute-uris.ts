import { groupBy } from '../../group-by.js';
import { quotedValue, withAttribute } from '../../hls/attributes.js';
import type { Entry } from '../../hls/entry.js';
import type { MasterPlaylist } from '../../hls/master-entries.js';
import { withViewersTokens } from '../../hls/protection/query-tokens.js';
import { type PlaylistSource, refusal } from '../../hls/refusal.js';
import { uriOf } from '../../hls/streams.js';
import { absoluteUrl } from '../../hls/urls.js';
import { readVariables, substitute, type Variables, variablesIn } from '../../hls/variables.js';

const SCHEME = /^[a-zA-Z][a-zA-Z0-9+.-]*:/;

/** Entries whose URIs players fetch over HTTP; keys and session data may use other schemes (`skd:`, `data:`). */
const FETCHED: ReadonlySet<Entry['kind']> = new Set(['variant', 'trick', 'media']);

/**
 * The playlist with every URI absolute: of variants, and the URI attribute of any tag, known or not. URIs that are
 * absolute already stay byte for byte; variables in URIs are replaced by their values, as one may hold the host. Of
 * playlists the parameters of `queryTokens` become those of each viewer.
 *
 * @throws CvsError `PLAYLIST_MALFORMED`, `PLAYLIST_UNSUPPORTED`
 */
export function withAbsoluteUris(master: MasterPlaylist, queryTokens: readonly string[] = []): MasterPlaylist {
  const variables = readVariables(master.entries, master.source, queryTokens);
  const resolving = { variables, source: master.source, queryTokens };
  return { ...master, entries: master.entries.map((entry) => absoluteEntry(entry, resolving)) };
}

/** The variables that are in URIs of the masters, and those in their values: {@link withAbsoluteUris} replaces them. */
export function variablesInUris(masters: readonly MasterPlaylist[]): ReadonlySet<string> {
  const entries = masters.flatMap((master) => master.entries);
  const values = groupBy(
    entries.filter(({ kind }) => kind === 'define'),
    ({ attributes }) => quotedValue(attributes, 'NAME') ?? '',
  );
  const found = new Set(entries.flatMap((entry) => (FETCHED.has(entry.kind) ? variablesIn(uriOf(entry) ?? '') : [])));
  // What is added to a set while it is walked is walked too.
  for (const name of found) {
    for (const { attributes } of values.get(name) ?? []) {
      for (const inner of variablesIn(quotedValue(attributes, 'VALUE') ?? '')) found.add(inner);
    }
  }
  return found;
}

interface Resolving {
  variables: Variables;
  source: PlaylistSource;
  queryTokens: readonly string[];
}

function absoluteEntry(entry: Entry, resolving: Resolving): Entry {
  const { variables, source, queryTokens } = resolving;
  const refuse = (code: string, problem: string): never => {
    throw refusal(code, source, problem, { line: entry.line });
  };
  /** Against the playlist's URL (RFC 3986 section 5); as it is when it is absolute already. */
  const resolve = (written: string): string => {
    const uri = substitute(written, variables, (name) =>
      refuse('PLAYLIST_MALFORMED', `uses the variable "${name}", which it does not define`),
    );
    const absolute = SCHEME.test(uri) ? uri : absoluteUrl(uri, source.url);
    if (!SCHEME.test(absolute)) refuse('PLAYLIST_MALFORMED', `has a URI that cannot be resolved: "${uri}"`);
    if (FETCHED.has(entry.kind) && !(/^https?:\/\//i.test(absolute) && URL.canParse(absolute))) {
      refuse('PLAYLIST_UNSUPPORTED', `has a URI that is not an http or https URL: "${written}"`);
    }
    return FETCHED.has(entry.kind) ? withViewersTokens(absolute, queryTokens) : absolute;
  };
  const attribute = quotedValue(entry.attributes, 'URI');
  if (attribute === undefined && entry.uri === undefined && entry.between.length === 0) return entry;
  return {
    ...entry,
    attributes: attribute ? withAttribute(entry.attributes, 'URI', `"${resolve(attribute)}"`) : entry.attributes,
    between: entry.between.map((one) => absoluteEntry(one, resolving)),
    uri: entry.uri === undefined ? undefined : resolve(entry.uri),
  };
}
