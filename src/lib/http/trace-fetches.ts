import { FetchError, type HttpClient } from './http-client.js';

/** The same client, which calls `tell` after every fetch. */
export function traceFetches(http: HttpClient, nowMs: () => number, tell: (line: string) => void): HttpClient {
  return {
    async fetch(url, options) {
      const start = nowMs();
      const say = (outcome: number | string) =>
        tell(`${options?.method ?? 'GET'} ${url} ${outcome} ${Math.round(nowMs() - start)} ms`);
      try {
        const response = await http.fetch(url, options);
        say(response.status);
        return response;
      } catch (error) {
        say(error instanceof FetchError ? error.reason : 'failed');
        throw error;
      }
    },
    close: () => http.close(),
  };
}
