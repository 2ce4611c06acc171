import type { Clip } from './clip.js';
import { type Found, NOT_FOUND, playlist, SEGMENT_MAX_AGE_S } from './found.js';
import { AUDIO, LADDER } from './ladder.js';
import { findLowLatency } from './low-latency/files.js';
import { initName, masterPlaylist, mediaPlaylist } from './playlists.js';
import { isAvailable, segmentData } from './timeline.js';

/** The stream that an origin serves. */
export interface ServedStream {
  /** Cut into parts where it is a low-latency stream. */
  clip: Clip;
  /** When segment 0 starts, ms since the epoch. */
  epochMs: number;
  lowLatency: boolean;
}

/** A file of the stream's folder at `nowMs`. */
export function findFile(
  { clip, epochMs, lowLatency }: ServedStream,
  name: string,
  query: string,
  nowMs: number,
): Found {
  if (name === 'index.m3u8') return playlist(masterPlaylist(clip));
  const [, indexText, rest = ''] = /^index_(\d)(.*)$/.exec(name) ?? [];
  const index = Number(indexText);
  const rendition = clip.get([...LADDER, AUDIO].find((one) => one.index === index)?.name ?? '');
  if (!rendition) return NOT_FOUND;
  const type = index === AUDIO.index ? 'audio/mp4' : 'video/mp4';
  const media = (body: Buffer): Found => ({ kind: 'content', type, maxAgeS: SEGMENT_MAX_AGE_S, body });
  if (name === initName(index)) return media(rendition.init);
  if (lowLatency) {
    return findLowLatency({ rendition, index, rest, query: new URLSearchParams(query), type, epochMs }, nowMs);
  }
  if (rest === '.m3u8') return playlist(mediaPlaylist(rendition, index, epochMs, nowMs));
  const sequence = Number(/^_(\d+)\.mp4$/.exec(rest)?.[1] ?? -1);
  return isAvailable(sequence, epochMs, nowMs) ? media(segmentData(rendition, sequence)) : NOT_FOUND;
}
