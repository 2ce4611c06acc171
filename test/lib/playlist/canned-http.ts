import {
  FetchError,
  type FetchOptions,
  type HttpClient,
  type HttpResponse,
} from '../../../src/lib/http/http-client.js';

export interface CannedAnswer {
  status?: number;
  body?: string | Uint8Array;
  /** The final URL, where it was redirected. */
  url?: string;
  headers?: Record<string, string>;
}

/** An HTTP client that knows the answers; any other URL is refused as a closed port is. */
export class CannedHttp implements HttpClient {
  readonly answers = new Map<string, CannedAnswer>();

  async fetch(url: string, options: FetchOptions = {}): Promise<HttpResponse> {
    options.signal?.throwIfAborted();
    const answer = this.answers.get(url);
    if (!answer) throw new FetchError('refused', url, `${url}: connect ECONNREFUSED`);
    const body = Buffer.from(answer.body ?? '');
    return {
      url: answer.url ?? url,
      status: answer.status ?? 200,
      headers: new Headers(answer.headers),
      body,
      text: () => body.toString('utf8'),
    };
  }

  async close(): Promise<void> {}
}
