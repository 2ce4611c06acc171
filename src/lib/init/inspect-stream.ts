import type { Clock } from '../clock.js';
import type { StreamRegion } from '../cluster/cluster.js';
import { countOf } from '../count-of.js';
import { CvsError } from '../errors.js';
import { isClosedAnswer } from '../hls/closed-answer.js';
import { parseMaster } from '../hls/master-entries.js';
import type { MediaPlaylist } from '../hls/media-playlist.js';
import { newestEndMs } from '../hls/program-date.js';
import { refusalWords } from '../hls/protection/recognize.js';
import { readPlayable } from '../hls/read-media-playlist.js';
import { distributionClosed, type RegionMaster } from '../hls/refusal.js';
import type { Variables } from '../hls/variables.js';
import type { HttpClient } from '../http/http-client.js';
import { onBehalfOf } from '../http/on-behalf-of.js';
import { withResolvedUris } from '../playlist/check/resolve-variables.js';
import { fetchMasters } from '../playlist/merge/fetch-masters.js';

/** What a stream's master playlist and one of its media playlists show. */
export interface StreamReport {
  region: string;
  url: string;
  rungs: number;
  renditions: number;
  /** Of the first rung. */
  media: MediaPlaylist;
  /** How long ago the newest segment ended, in seconds; absent without EXT-X-PROGRAM-DATE-TIME. */
  newestAgeS?: number;
  master: RegionMaster;
  /** URL of the first rung's media playlist. */
  mediaUrl: string;
}

/**
 * Loads a stream as a player does at its start.
 *
 * @throws CvsError those of `fetchMasters`, DISTRIBUTION_CLOSED, and STREAM_UNREADABLE for the media playlist
 */
export async function inspectStream(
  { region, url }: { region: string; url: string },
  context: { http: HttpClient; clock: Clock; signal?: AbortSignal },
): Promise<StreamReport> {
  const stream = { region, distributionPlaylistUrl: url, originPlaylistUrl: url };
  const masters = await fetchMasters({ regions: [stream] }, context.http, { signal: context.signal });
  const master = masters[0] as RegionMaster;
  const { entries, variables } = withResolvedUris(parseMaster(master.text, master));
  const variants = entries.filter(({ kind }) => kind === 'variant');
  const mediaUrl = new URL(variants[0]?.uri ?? '', master.url).href;
  const media = await readMedia(mediaUrl, region, variables, { ...context, http: onBehalfOf(context.http, url) });
  const endMs = newestEndMs(media);
  return {
    region,
    url,
    rungs: variants.length,
    renditions: entries.filter(({ kind }) => kind === 'media').length,
    media,
    newestAgeS: endMs === undefined ? undefined : (context.clock.now() - endMs) / 1000,
    master,
    mediaUrl,
  };
}

/** The stream of a region through its distribution; at its origin while the distribution is closed. */
export async function inspectLive(
  { region, distributionPlaylistUrl, originPlaylistUrl }: StreamRegion,
  context: Parameters<typeof inspectStream>[1],
): Promise<StreamReport> {
  try {
    return await inspectStream({ region, url: distributionPlaylistUrl }, context);
  } catch (error) {
    // A close says nothing of the stream behind it.
    if (!(error instanceof CvsError && error.code === 'DISTRIBUTION_CLOSED')) throw error;
    return inspectStream({ region, url: originPlaylistUrl }, context);
  }
}

async function readMedia(
  url: string,
  region: string,
  variables: Variables,
  { http, signal }: { http: HttpClient; signal?: AbortSignal },
): Promise<MediaPlaylist> {
  const response = await http.fetch(url, { signal }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw unreadable(url, region, 'cannot be fetched', cause);
  });
  if (isClosedAnswer(response)) throw distributionClosed(region);
  if (response.status !== 200) throw unreadable(url, region, `answers ${response.status}${refusalWords(response)}`);
  const snapshot = readPlayable(response.text(), response.url, { imported: variables });
  if (!snapshot) throw unreadable(url, region, 'is not a media playlist with segments');
  return snapshot;
}

function unreadable(url: string, region: string, problem: string, cause?: unknown): CvsError {
  return new CvsError({
    code: 'STREAM_UNREADABLE',
    message: `${region}: the media playlist ${url} ${problem}.`,
    suggestions: [`Check that the encoder of ${region} delivers every rung.`],
    cause,
  });
}

/** The report in one line. */
export function describeStream(report: StreamReport): string {
  const age = report.newestAgeS;
  return [
    report.media.ended ? 'ended (EXT-X-ENDLIST)' : 'live',
    countOf(report.rungs, 'rung'),
    countOf(report.renditions, 'rendition'),
    `target duration ${report.media.targetDuration} s`,
    age === undefined ? 'no EXT-X-PROGRAM-DATE-TIME' : `newest segment ${Math.max(0, Math.round(age))} s old`,
  ].join(', ');
}
