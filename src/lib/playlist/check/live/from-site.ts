import { PLAYER_ORIGIN } from '../../../hls/delivery.js';
import type { HttpClient } from '../../../http/http-client.js';

/**
 * A client that asks as players of a site do, where the check asks as those of {@link PLAYER_ORIGIN}. An answer that
 * allows the site by name then counts as one that allows whoever asks.
 *
 * @param origin such as `https://www.example.com`
 */
export function fromSite(http: HttpClient, origin: string): HttpClient {
  return {
    fetch: async (url, options = {}) => {
      const { origin: asked, ...headers } = options.headers ?? {};
      const response = await http.fetch(url, {
        ...options,
        headers: asked === PLAYER_ORIGIN ? { ...headers, origin } : options.headers,
      });
      if (response.headers.get('access-control-allow-origin') !== origin) return response;
      const answered = new Headers(response.headers);
      answered.set('access-control-allow-origin', PLAYER_ORIGIN);
      return { ...response, headers: answered, text: () => response.text() };
    },
    close: () => http.close(),
  };
}
