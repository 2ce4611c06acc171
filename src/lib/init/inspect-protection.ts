import type { StreamRegion } from '../cluster/cluster.js';
import { listPlaylists } from '../hls/list-playlists.js';
import { adviceFor, describeProtection, eachOnce, type Protection } from '../hls/protection/protection.js';
import { changingToken, protectionOfAnswer, protectionOfOrigin, protectionOfUrl } from '../hls/protection/recognize.js';
import { NotAPlaylistError } from '../hls/refusal.js';
import { FetchError, type HttpClient, type HttpResponse } from '../http/http-client.js';
import { onBehalfOf } from '../http/on-behalf-of.js';
import { safeLines } from '../outside-text.js';

export interface ProtectionReport {
  /** Whether the master playlist could be read at the distribution: otherwise nothing found says little. */
  seen: boolean;
  found: readonly Protection[];
}

interface Asking {
  http: HttpClient;
  signal?: AbortSignal;
}

/**
 * What keeps strangers from a region's stream, or makes it one viewer's: by its URLs, by the answers to a player without
 * cookies, by two readings of the master playlist, and by the answer of the origin. What cannot be reached is passed over.
 *
 * @throws the signal's reason when it aborts, nothing else
 */
export async function inspectProtection(
  { distributionPlaylistUrl, originPlaylistUrl }: Pick<StreamRegion, 'distributionPlaylistUrl' | 'originPlaylistUrl'>,
  asking: Asking,
): Promise<ProtectionReport> {
  const isSameUrl = originPlaylistUrl === distributionPlaylistUrl;
  const [viewers, origin] = await Promise.all([
    behind(distributionPlaylistUrl, asking),
    isSameUrl ? undefined : tryFetch(originPlaylistUrl, asking),
  ]);
  const found = [
    ...protectionOfUrl(distributionPlaylistUrl),
    ...protectionOfUrl(originPlaylistUrl),
    ...viewers.found,
    ...(origin ? protectionOfOrigin(origin) : []),
  ];
  return { seen: viewers.seen, found: eachOnce(found) };
}

/** What a person reads of it before the cluster file is written. */
export function protectionLines({ region, protection }: { region: string; protection: ProtectionReport }): string[] {
  return protection.found.map((one) => safeLines(`  ▲ ${region}: ${describeProtection(one)}. ${adviceFor(one)}`));
}

/** What the master playlist of a URL shows, and its first media playlist. */
async function behind(url: string, asking: Asking): Promise<ProtectionReport> {
  const first = await tryFetch(url, asking);
  if (!first) return { seen: false, found: [] };
  const found = protectionOfAnswer(first);
  if (first.status !== 200) return { seen: false, found };
  const listed = playlistsOf(first);
  const [firstUrl] = listed.values();
  const [second, media] = await Promise.all([
    tryFetch(url, asking),
    firstUrl === undefined ? undefined : tryFetch(firstUrl, { ...asking, http: onBehalfOf(asking.http, url) }),
  ]);
  const again = second?.status === 200 ? playlistsOf(second) : new Map<string, string>();
  for (const [identity, one] of listed) {
    found.push(...protectionOfUrl(one), ...changingToken(one, again.get(identity) ?? one));
  }
  if (media) found.push(...protectionOfAnswer(media));
  return { seen: true, found };
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
