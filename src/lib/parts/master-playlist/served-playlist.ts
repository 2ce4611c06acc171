import { messageOf } from '../../errors.js';
import type { HttpClient } from '../../http/http-client.js';
import type { PlaylistObject } from './master-playlist-objects.js';

/** Why viewers do not get what was published. */
export interface ServedProblem {
  detail: string;
  /** Whether it is an older playlist that is served, as caches do. */
  stale: boolean;
}

/**
 * What is wrong with what the master playlist distribution serves; undefined when every copy is there and right. Under
 * the playlist's own key any copy is right: which one leads is the copilot's decision.
 *
 * @param url what viewers load: the playlist's own key
 * @param wanted by object key, as `masterPlaylistObjects` makes them
 */
export async function servedProblem(
  { url, key, wanted }: { url: string; key: string; wanted: ReadonlyMap<string, PlaylistObject> },
  http: HttpClient,
  signal?: AbortSignal,
): Promise<ServedProblem | undefined> {
  const root = url.slice(0, url.length - key.length);
  const bodies = new Set([...wanted.values()].map((object) => object.body));
  for (const [name, object] of wanted) {
    const right = name === key ? bodies : new Set([object.body]);
    try {
      const response = await http.fetch(`${root}${name}`, { signal });
      if (response.status !== 200) return { detail: `${root}${name} answers ${response.status}`, stale: false };
      if (!right.has(response.text())) {
        return { detail: `${root}${name} is not what was published`, stale: true };
      }
    } catch (error) {
      signal?.throwIfAborted();
      return { detail: messageOf(error), stale: false };
    }
  }
  return undefined;
}
