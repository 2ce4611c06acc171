import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import type { CvsError } from '../errors.js';
import { FetchError, type FetchFailure, type HttpClient, type HttpResponse } from '../http/http-client.js';
import { MAX_MASTER_LENGTH, refuseUnlessHls } from './recognize.js';
import { refusal } from './refusal.js';
import type { RegionMaster } from './region-master.js';

export type { RegionMaster } from './region-master.js';

export interface FetchMastersOptions {
  signal?: AbortSignal;
  /**
   * Regions whose distribution is closed and so answers 404: their master is read at the origin instead, and its
   * URIs still resolve against the distribution's URL.
   */
  closedRegions?: readonly string[];
}

const UNREACHABLE: Readonly<Record<FetchFailure, string>> = {
  'invalid-url': 'cannot be fetched: only http and https URLs are',
  dns: 'cannot be reached: the host name is not known',
  refused: 'cannot be reached: the connection was refused',
  tls: 'cannot be reached: the TLS certificate was not accepted',
  timeout: 'did not come in time',
  'too-large': 'is longer than a master playlist should be',
  'redirect-loop': 'is redirected too often',
  aborted: 'was not fetched: interrupted',
  network: 'cannot be reached',
};

/**
 * Fetches each region's own master playlist, all at once: 10 s, 8 MiB and 5 redirects each at most.
 *
 * @returns in the order of the cluster file
 * @throws CvsError `PLAYLIST_UNREACHABLE`, `PLAYLIST_STATUS`, `PLAYLIST_NOT_HLS`, `PLAYLIST_EMPTY`,
 *   `PLAYLIST_TOO_LARGE`, `PLAYLIST_IS_MEDIA`; each names region and URL. The signal's reason when it aborts.
 */
export async function fetchMasters(
  cluster: Pick<Cluster, 'regions'>,
  http: HttpClient,
  options: FetchMastersOptions = {},
): Promise<RegionMaster[]> {
  return Promise.all(
    cluster.regions.map((region) =>
      options.closedRegions?.includes(region.region)
        ? fetchClosed(region, http, options.signal)
        : fetchMaster(region.region, region.distributionPlaylistUrl, http, options.signal),
    ),
  );
}

async function fetchClosed(region: StreamRegion, http: HttpClient, signal?: AbortSignal): Promise<RegionMaster> {
  const master = await fetchMaster(region.region, region.originPlaylistUrl, http, signal);
  return { ...master, url: region.distributionPlaylistUrl };
}

async function fetchMaster(
  region: string,
  url: string,
  http: HttpClient,
  signal: AbortSignal | undefined,
): Promise<RegionMaster> {
  let response: HttpResponse;
  try {
    response = await http.fetch(url, { maxBytes: MAX_MASTER_LENGTH, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof FetchError)) throw error;
    const code = error.reason === 'too-large' ? 'PLAYLIST_TOO_LARGE' : 'PLAYLIST_UNREACHABLE';
    throw refusal(code, { region, url }, UNREACHABLE[error.reason], {
      cause: error,
      suggestions: [`Check the playlist URLs of ${region} in the cluster file, and that its stream is running.`],
    });
  }
  if (response.status < 200 || response.status > 299) throw wrongStatus(region, response);
  const text = decode(region, response);
  refuseUnlessHls(text, { region, url: response.url });
  return { region, url: response.url, text };
}

function wrongStatus(region: string, response: HttpResponse): CvsError {
  const closed = response.status === 404 || response.status === 410;
  return refusal('PLAYLIST_STATUS', { region, url: response.url }, `answers ${response.status}`, {
    suggestions: [
      ...(closed ? [`If ${region} is closed, open it: cvs failover open ${region}`] : []),
      `Check the playlist URLs of ${region} in the cluster file, and that its stream is running.`,
    ],
  });
}

/** Strictly, as a replaced character would be a change that nobody sees. Keeps the byte order mark for the parser. */
function decode(region: string, response: HttpResponse): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(response.body);
  } catch (cause) {
    throw refusal('PLAYLIST_NOT_HLS', { region, url: response.url }, 'is not HLS: it is not UTF-8 text', { cause });
  }
}
