import type { StreamRegion } from '../cluster/cluster.js';
import type { HttpClient, HttpResponse } from '../http/http-client.js';
import { SERVES_NAME, type ServesAnswer } from '../serving/serves-answer.js';

/** How long the answer may take, in ms. */
const TIMEOUT_MS = 2000;

/** Where a distribution's copilot says from where it serves. */
export function servesUrl({ distributionPlaylistUrl }: Pick<StreamRegion, 'distributionPlaylistUrl'>): string {
  return new URL(SERVES_NAME, distributionPlaylistUrl).href;
}

/** What a copilot says; undefined for every other answer. */
export function servesAnswer({ status, text }: Pick<HttpResponse, 'status' | 'text'>): ServesAnswer | undefined {
  if (status !== 200) return undefined;
  try {
    const said = JSON.parse(text()) as Partial<ServesAnswer> | null;
    const { region, servesFrom, canServeFrom } = said ?? {};
    if (typeof region !== 'string' || typeof servesFrom !== 'string' || !Array.isArray(canServeFrom)) return undefined;
    return { region, servesFrom, canServeFrom: canServeFrom.filter((one) => typeof one === 'string') };
  } catch {
    return undefined;
  }
}

/**
 * Asks a distribution from where it serves, and which regions can stand in for it. Its copilot answers, which no control
 * plane is needed for; nothing is known of one that is closed, that does not answer, or that has no copilot.
 *
 * @throws the signal's reason when it aborts
 */
export async function askServes(
  target: Pick<StreamRegion, 'distributionPlaylistUrl'>,
  { http, signal }: { http: HttpClient; signal?: AbortSignal },
): Promise<ServesAnswer | undefined> {
  try {
    return servesAnswer(await http.fetch(servesUrl(target), { timeoutMs: TIMEOUT_MS, maxRedirects: 0, signal }));
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}
