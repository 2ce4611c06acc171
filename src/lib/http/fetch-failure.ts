import { messageOf } from '../errors.js';
import { outsideText } from '../outside-text.js';
import { FAILURE_WORDS, FetchError, type FetchFailure } from './http-client.js';
import { isTlsCode } from './tls-codes.js';

const REASONS: Readonly<Record<string, FetchFailure>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ENODATA: 'dns',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_DESTROYED: 'aborted',
  UND_ERR_CLOSED: 'aborted',
};

/** Turns an error of undici, the socket, OpenSSL or zlib into a {@link FetchError}. */
export function asFetchError(error: unknown, url: string): FetchError {
  if (error instanceof FetchError) return error;
  // undici has no code for it.
  const [, refused] = /^Proxy response \((\d+)\)/.exec(messageOf(error)) ?? [];
  if (refused)
    return new FetchError('refused', url, `${url}: the proxy refused the connection: HTTP ${refused}`, error);
  const code = codeOf(error);
  const reason = REASONS[code] ?? (isTlsCode(code) ? 'tls' : 'network');
  // A connection error of several addresses has no message of its own.
  return new FetchError(reason, url, `${url}: ${messageOf(error) || code || 'no response'}`, error);
}

/** Why there was no answer, for people: in words, and where these leave it open, what the socket or OpenSSL says. */
export function describeFailure({ reason, cause }: FetchError): string {
  const words = FAILURE_WORDS[reason];
  if (reason !== 'network' && reason !== 'tls') return words;
  const said = messageOf(cause) || codeOf(cause);
  return said ? `${words}: ${outsideText(said)}` : words;
}

/** The code of an error, of the first of several errors (one per address), or of its cause. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, errors, cause } = error as { code?: unknown; errors?: unknown[]; cause?: unknown };
  return typeof code === 'string' ? code : codeOf(errors?.[0] ?? cause);
}
