import { matchesPathPattern } from '../aws/path-pattern.js';
import type { HttpClient } from '../http/http-client.js';
import type { FoundDistribution, FoundOrigin } from './list-distributions.js';

/** Usual names of the master playlist in live packagers. */
const MASTER_NAMES = ['index.m3u8', 'main.m3u8', 'master.m3u8', 'playlist.m3u8'];

/** Timeout of one try, in ms. It is short because the proposal is only a convenience. */
const TRY_MS = 2000;

/** The origin's URL of the object that has this URL through the distribution. */
export function originUrlFor(distribution: FoundDistribution, distributionUrl: string): string | undefined {
  if (!URL.canParse(distributionUrl)) return undefined;
  const { pathname, search } = new URL(distributionUrl);
  const origin = originOf(distribution, pathname);
  return origin ? `${origin.base}${origin.path}${pathname}${search}` : undefined;
}

/** The origin that a distribution asks for a path. */
export function originOf(distribution: FoundDistribution, pathname: string): FoundOrigin | undefined {
  const behavior = distribution.behaviors.find(({ pattern }) => matchesPathPattern(pattern, pathname));
  return distribution.origins.find(({ id }) => id === behavior?.originId) ?? distribution.origins[0];
}

/** Scheme and host of a distribution's URLs. Domains with a port are the sandbox's, which has no TLS. */
function distributionBase(domain: string): string {
  return `${domain.includes(':') ? 'http' : 'https'}://${domain}`;
}

/**
 * Turns what a person enters into the URL through the distribution: the path alone, the URL at the origin (which the
 * MediaPackage console shows), or the URL itself.
 */
export function distributionUrlFor(distribution: FoundDistribution, text: string): string {
  const base = distributionBase(distribution.domain);
  if (text.startsWith('/')) return base + text;
  for (const origin of distribution.origins) {
    const folder = origin.base + origin.path;
    if (text.startsWith(`${folder}/`)) return base + text.slice(folder.length);
  }
  return text;
}

/**
 * Looks for a master playlist: first at the path of another region's master playlist, then under the usual names.
 *
 * @param pathElsewhere path of the other region's master playlist
 * @returns the URL through the distribution of the first that answers as a playlist, or undefined
 */
export async function findPlaylist(
  distribution: FoundDistribution,
  http: HttpClient,
  options: { pathElsewhere?: string; signal?: AbortSignal } = {},
): Promise<string | undefined> {
  const base = distributionBase(distribution.domain);
  const folders = distribution.behaviors.map(
    ({ pattern }) => pattern.slice(0, pattern.indexOf('*')).split('?')[0] ?? '',
  );
  const paths = new Set([
    ...(options.pathElsewhere ? [options.pathElsewhere] : []),
    ...[...folders, ''].flatMap((folder) =>
      folder === '' || folder.endsWith('/') ? MASTER_NAMES.map((name) => `/${folder.replace(/^\//, '')}${name}`) : [],
    ),
  ]);
  const urls = [...paths].map((path) => base + path);
  const tried = await Promise.all(urls.map((url) => isPlaylist(http, url, options.signal)));
  return urls[tried.indexOf(true)];
}

async function isPlaylist(http: HttpClient, url: string, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const response = await http.fetch(url, { timeoutMs: TRY_MS, signal });
    return response.status === 200 && response.text().startsWith('#EXTM3U');
  } catch {
    signal?.throwIfAborted();
    return false;
  }
}
