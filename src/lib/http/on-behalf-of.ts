import type { HttpClient } from './http-client.js';

/**
 * The same client for what is found in playlists and manifests: redirects and URIs in them were written by somebody else, and
 * lead only where {@link FetchOptions.namedBy} lets them. Of two such clients, one made of the other, the inner one decides.
 *
 * @param root the URL that the user configured or typed, where it all begins
 */
export function onBehalfOf(http: HttpClient, root: string): HttpClient {
  return { fetch: (url, options) => http.fetch(url, { ...options, namedBy: root }), close: () => http.close() };
}
