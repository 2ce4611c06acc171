import type { StreamRegion } from '../cluster/cluster.js';
import { isClosedAnswer } from '../hls/closed-answer.js';
import type { HttpClient } from '../http/http-client.js';
import { readViewerMedia } from '../synthetic-viewer/media-time.js';
import { readViewerMaster } from '../synthetic-viewer/viewer-master.js';

/** The live edge of a region's stream. */
export interface LiveEdge {
  region: string;
  /** Media sequence number of the last segment. */
  sequence: number;
  /** Media time at which the last segment ends, in s: since the epoch where `dated`, else a count. */
  endS: number;
  /** Whether the playlist has program date-times. */
  dated: boolean;
  /** Seconds. */
  targetDurationS: number;
}

/** The answer was the copilot's 404 of a closed distribution. */
export class AnswersClosed extends Error {
  override readonly name = 'AnswersClosed';
}

const TIMEOUT_MS = 5000;

/**
 * Reads the live edge of a region's stream through its distribution: of its first rung, as a player does.
 *
 * @throws FetchError when nothing answers, AnswersClosed, Error that says what came instead of a playlist
 */
export async function readLiveEdge(
  http: HttpClient,
  { region, distributionPlaylistUrl }: StreamRegion,
  signal?: AbortSignal,
): Promise<LiveEdge> {
  const top = await fetchPlaylist(distributionPlaylistUrl);
  const rung = readViewerMaster(top.text, top.url)?.variants[0]?.url;
  const { text, url } = rung === undefined ? top : await fetchPlaylist(rung);
  const playlist = readViewerMedia(text, url);
  const last = playlist?.segments.at(-1);
  if (!playlist || !last) throw new Error(`${url} is not a media playlist`);
  return {
    region,
    sequence: last.sequence,
    endS: last.startS + last.durationS,
    dated: playlist.dated,
    targetDurationS: playlist.targetDuration,
  };

  async function fetchPlaylist(from: string): Promise<{ text: string; url: string }> {
    const response = await http.fetch(from, { timeoutMs: TIMEOUT_MS, signal, namedBy: distributionPlaylistUrl });
    if (isClosedAnswer(response)) {
      throw new AnswersClosed(`${from} answers that it is closed`);
    }
    if (response.status !== 200) throw new Error(`${from} answers HTTP ${response.status}`);
    return { text: response.text(), url: response.url };
  }
}
