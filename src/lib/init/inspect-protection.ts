import type { PlayerSettings, StreamRegion } from '../cluster/cluster.js';
import { listPlaylists } from '../hls/list-playlists.js';
import { adviceFor, describeProtection, eachOnce, type Protection } from '../hls/protection/protection.js';
import { withViewersTokens } from '../hls/protection/query-tokens.js';
import { changingToken, namedToken, protectionOfAnswer, protectionOfUrl } from '../hls/protection/recognize.js';
import { NotAPlaylistError } from '../hls/refusal.js';
import { FetchError, type HttpClient, type HttpResponse } from '../http/http-client.js';
import { onBehalfOf } from '../http/on-behalf-of.js';
import { safeLines } from '../outside-text.js';

export interface ProtectionReport {
  /** Whether the master playlist could be read at the distribution: otherwise nothing found says little. */
  seen: boolean;
  found: readonly Protection[];
  /** Parameters of `players.queryTokens` that two readings gave different values. */
  passedOn: readonly string[];
}

interface Asking {
  http: HttpClient;
  signal?: AbortSignal;
}

/**
 * What keeps strangers from a region's stream, or makes it one viewer's: by its URLs, by the answers to a player without
 * cookies, and by two readings of the master playlist. What cannot be reached is passed over.
 *
 * @param players what the viewers of the cluster send: what is handled so is not told
 * @throws the signal's reason when it aborts, nothing else
 */
export async function inspectProtection(
  { distributionPlaylistUrl, originPlaylistUrl }: Pick<StreamRegion, 'distributionPlaylistUrl' | 'originPlaylistUrl'>,
  asking: Asking,
  { queryTokens = [], credentialOrigins = [] }: PlayerSettings = {},
): Promise<ProtectionReport> {
  const viewers = await behind(distributionPlaylistUrl, asking, queryTokens);
  const found = [
    ...[distributionPlaylistUrl, originPlaylistUrl].flatMap((url) => protectionOfUrl(replacing(url, queryTokens))),
    ...viewers.found,
  ];
  // Cookies that the site of the player sets for every region are what such a cluster is made for.
  const told = credentialOrigins.length > 0 ? found.filter(({ kind }) => kind !== 'access-cookies') : found;
  return { ...viewers, found: eachOnce(told) };
}

/** What a person reads of it before the cluster file is written. */
export function protectionLines({ region, protection }: { region: string; protection: ProtectionReport }): string[] {
  return protection.found.map((one) => safeLines(`  ▲ ${region}: ${describeProtection(one)}. ${adviceFor(one)}`));
}

/** What the master playlist of a URL shows, and its first media playlist. */
async function behind(url: string, asking: Asking, queryTokens: readonly string[]): Promise<ProtectionReport> {
  const first = await tryFetch(url, asking);
  if (!first) return { seen: false, found: [], passedOn: [] };
  const shown = (answer: HttpResponse) =>
    protectionOfAnswer({ ...answer, url: replacing(answer.url, queryTokens), text: () => answer.text() });
  const found = shown(first);
  if (first.status !== 200) return { seen: false, found, passedOn: [] };
  const listed = playlistsOf(first);
  const [firstUrl] = listed.values();
  const [second, media] = await Promise.all([
    tryFetch(url, asking),
    firstUrl === undefined ? undefined : tryFetch(firstUrl, { ...asking, http: onBehalfOf(asking.http, url) }),
  ]);
  const again = second?.status === 200 ? playlistsOf(second) : new Map<string, string>();
  const passedOn = new Set<string>();
  for (const [identity, read] of listed) {
    const other = again.get(identity) ?? read;
    const [one, two] = [replacing(read, queryTokens), replacing(other, queryTokens)];
    const changing = changingToken(one, two);
    found.push(...protectionOfUrl(one), ...changing, ...(changing.length > 0 ? [] : namedToken(one)));
    for (const name of queryTokens) if (parameterOf(read, name) !== parameterOf(other, name)) passedOn.add(name);
  }
  if (media) found.push(...shown(media));
  return { seen: true, found, passedOn: [...passedOn] };
}

/** The URL as the merged master playlist has it, where it has one of the parameters. */
function replacing(url: string, queryTokens: readonly string[]): string {
  const there = queryTokens.filter((name) => parameterOf(url, name) !== null);
  return withViewersTokens(url, there);
}

function parameterOf(url: string, name: string): string | null {
  return URL.canParse(url) ? new URL(url).searchParams.get(name) : null;
}

/** The URLs of a master's media playlists by what they are; an empty map where the text is not a master playlist. */
function playlistsOf(master: HttpResponse): Map<string, string> {
  try {
    return new Map(listPlaylists(master.text(), master.url).playlists.map(({ identity, url }) => [identity, url]));
  } catch (error) {
    if (error instanceof NotAPlaylistError) return new Map();
    throw error;
  }
}

async function tryFetch(url: string, { http, signal }: Asking): Promise<HttpResponse | undefined> {
  try {
    return await http.fetch(url, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof FetchError) return undefined;
    throw error;
  }
}
