import { CvsError } from '../errors.js';
import { FetchError, type HttpClient } from '../http/http-client.js';
import { outsideText } from '../outside-text.js';

/** A question of a player in a browser. */
export interface PlayerQuestion {
  /** The site that the player is on. */
  origin: string;
  /** Whether it sends cookies or other credentials. */
  credentials: boolean;
  /** Headers of its own, in lower case: then it is the browser's question before the player's, a preflight. */
  sends?: readonly string[];
}

/** What a browser makes of an answer. */
export interface PlayerAnswer {
  status: number;
  /** Why the player does not get the answer, or may not ask; undefined where it may. */
  problem: string | undefined;
}

/**
 * Asks as a browser does for a player (Fetch Standard, "CORS check" and "CORS-preflight fetch").
 *
 * @throws CvsError STREAM_UNREADABLE without an answer; the signal's reason when it aborts
 */
export async function askAsPlayer(
  http: HttpClient,
  url: string,
  question: PlayerQuestion,
  signal: AbortSignal,
): Promise<PlayerAnswer> {
  const { origin, sends } = question;
  const preflight = { 'access-control-request-method': 'GET', 'access-control-request-headers': sends?.join() ?? '' };
  try {
    const { status, headers } = await http.fetch(url, {
      method: sends ? 'OPTIONS' : 'GET',
      headers: { origin, ...(sends ? preflight : {}) },
      signal,
    });
    return { status, problem: problemOf(question, status, headers) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof FetchError)) throw error;
    throw new CvsError({ code: 'STREAM_UNREADABLE', message: error.message, cause: error });
  }
}

/** Why a browser keeps an answer from a player; undefined where it does not. */
export function problemOf(
  { origin, credentials, sends }: PlayerQuestion,
  status: number,
  headers: Headers,
): string | undefined {
  if (sends && (status < 200 || status > 299)) return `OPTIONS answers ${status}`;
  const allowed = headers.get('access-control-allow-origin');
  if (allowed === null) return 'no access-control-allow-origin';
  if (allowed !== origin && (credentials || allowed !== '*')) return `access-control-allow-origin: ${shown(allowed)}`;
  if (credentials && headers.get('access-control-allow-credentials') !== 'true') {
    return 'no access-control-allow-credentials: true';
  }
  if (!sends) return undefined;
  const value = headers.get('access-control-allow-headers') ?? '';
  const names = value.split(',').map((name) => name.trim().toLowerCase());
  // Fetch Standard: the wildcard is one without credentials only, and never for Authorization.
  const any = names.includes('*') && !credentials;
  const refused = sends.find((name) => !names.includes(name) && !(any && name !== 'authorization'));
  return refused && `access-control-allow-headers: ${shown(value) || 'none'}, which leaves out ${refused}`;
}

function shown(value: string): string {
  return outsideText(value, 100);
}
