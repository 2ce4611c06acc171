import { LONGEST_SENTENCE, outsideText } from '../outside-text.js';

/** Limits of one fetch. Only http and https URLs are fetched. */
export interface FetchOptions {
  headers?: Readonly<Record<string, string>>;
  method?: 'GET' | 'HEAD' | 'OPTIONS';
  /** From the first byte sent to the last received, over all redirects. Default 10,000 ms. */
  timeoutMs?: number;
  /** Longest body that is accepted, in bytes, after decompression. Default 10 MiB. */
  maxBytes?: number;
  /** Default 5. */
  maxRedirects?: number;
  signal?: AbortSignal;
  /** Cookies that are sent, and kept from the answer and from redirects on the way to it. Default: none. */
  cookies?: Cookies;
  /**
   * The URL that the user configured or typed, where this one was found in a playlist that came from there. Then this one,
   * and every redirect, leads to public addresses, and to others only as far as that URL's host is one of them itself.
   * Default: this one is what was configured, and only its redirects are held to that.
   */
  namedBy?: string;
}

/** Cookies of the servers of one stream. */
export interface Cookies {
  /** Keeps what a response of a URL sets: its Set-Cookie lines. */
  take(url: URL, lines: readonly string[]): Promise<void>;
  /** What a request for a URL sends; undefined for nothing. */
  headerFor(url: URL): string | undefined;
}

export interface HttpResponse {
  /** The final URL, after redirects. Relative URIs resolve against it (RFC 8216 section 4.1). */
  url: string;
  status: number;
  headers: Headers;
  body: Buffer;
  /** The body as UTF-8. */
  text(): string;
}

/** Why there was no response. */
export type FetchFailure =
  | 'invalid-url'
  | 'dns'
  | 'refused'
  | 'tls'
  | 'timeout'
  | 'too-large'
  | 'redirect-loop'
  | 'local-address'
  | 'downgrade'
  | 'aborted'
  | 'network';

/** The same for people, to be put behind what could not be read. */
export const FAILURE_WORDS: Readonly<Record<FetchFailure, string>> = {
  'invalid-url': 'it is not a URL of http or https',
  dns: 'the host name is not known',
  refused: 'the connection was refused',
  tls: 'the TLS certificate was not accepted',
  timeout: 'no answer in time',
  'too-large': 'the answer is too long',
  'redirect-loop': 'it is redirected too often',
  'local-address': 'it leads to an address of this machine or of a private network',
  downgrade: 'it is redirected from https to http',
  aborted: 'interrupted',
  network: 'the connection failed',
};

export class FetchError extends Error {
  readonly reason: FetchFailure;
  readonly url: string;

  constructor(reason: FetchFailure, url: string, message: string, cause?: unknown) {
    super(outsideText(message, LONGEST_SENTENCE), { cause });
    this.name = 'FetchError';
    this.reason = reason;
    this.url = url;
  }
}

/** The network as lib uses it. Any status is a response; {@link FetchError} is thrown only without a response. */
export interface HttpClient {
  fetch(url: string, options?: FetchOptions): Promise<HttpResponse>;
  /** Closes kept-alive connections. */
  close(): Promise<void>;
}
