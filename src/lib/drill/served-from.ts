import type { FetchOptions, HttpClient } from '../http/http-client.js';
import { outsideText } from '../outside-text.js';
import { SERVES_NAME, type ServesAnswer } from '../serving/serves-answer.js';

/**
 * From which region's origin a distribution serves, as its copilot says.
 *
 * @param playlistUrl of the distribution
 * @returns undefined where it does not say so: its copilot is older, or it answers 404 now
 * @throws as `HttpClient.fetch`
 */
export async function readServedFrom(
  http: HttpClient,
  playlistUrl: string,
  options: FetchOptions,
): Promise<string | undefined> {
  const response = await http.fetch(new URL(SERVES_NAME, playlistUrl).href, options);
  if (response.status !== 200) return undefined;
  try {
    const { servesFrom } = JSON.parse(response.text()) as Partial<ServesAnswer>;
    return typeof servesFrom === 'string' ? outsideText(servesFrom) : undefined;
  } catch {
    return undefined;
  }
}
