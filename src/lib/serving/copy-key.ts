/**
 * The object key of the copy of the merged master playlist that lists `region` first: `live/playlist.m3u8` becomes
 * `live/playlist.eu-west-1.m3u8`. A name without an extension gets the region at its end.
 *
 * @param key the playlist's own key, without a leading slash
 * @param region AWS region code
 */
export function copyKey(key: string, region: string): string {
  const name = key.lastIndexOf('/') + 1;
  const dot = key.lastIndexOf('.');
  return dot > name ? `${key.slice(0, dot)}.${region}${key.slice(dot)}` : `${key}.${region}`;
}
