import type { Cluster } from '../cluster/cluster.js';

/**
 * What every answer of the board says to a browser: nothing from elsewhere may run in its page, embed it or read it.
 *
 * @param cluster its players load playlists and segments from the distributions
 * @param more origins of other streams that the page plays, such as that of the merged master playlist
 */
export function securityHeaders(cluster: Cluster, more: readonly string[]): Readonly<Record<string, string>> {
  const streams = cluster.regions.map(({ distributionPlaylistUrl }) => new URL(distributionPlaylistUrl).origin);
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self'",
    'worker-src': "'self'",
    'media-src': 'blob:',
    'connect-src': ["'self'", ...new Set([...streams, ...more])].join(' '),
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}
