import { type Attributes, quotedValue, withAttribute } from '../../hls/attributes.js';
import type { Entry } from '../../hls/entry.js';
import type { MasterPlaylist } from '../../hls/master-entries.js';
import { define, substitute, type Variables } from '../../hls/variables.js';

/** A master playlist whose URIs hold no variables. */
export interface ResolvedMaster extends MasterPlaylist {
  /** Those that it defines, which media playlists may import. */
  variables: Variables;
}

/** The playlist with the variables in its URIs replaced, as players do: one may hold the host of a region. */
export function withResolvedUris(master: MasterPlaylist): ResolvedMaster {
  const variables = new Map<string, string>();
  const entries = master.entries.map((entry) => {
    if (entry.kind !== 'define') return resolved(entry, variables);
    define(variables, valuesOf(entry, variables), { url: master.source.url });
    return entry;
  });
  return { ...master, entries, variables };
}

function resolved(entry: Entry, variables: Variables): Entry {
  if (variables.size === 0) return entry;
  const uri = quotedValue(entry.attributes, 'URI');
  return {
    ...entry,
    uri: entry.uri && substitute(entry.uri, variables),
    attributes: uri ? withAttribute(entry.attributes, 'URI', `"${substitute(uri, variables)}"`) : entry.attributes,
  };
}

function valuesOf({ attributes }: Entry, variables: Variables): Attributes {
  return new Map(
    attributes.map(({ name }) => [name, substitute(quotedValue(attributes, name) ?? '', variables)] as const),
  );
}
