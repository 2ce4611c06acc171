import type { Clip } from './clip.js';
import { type Found, NOT_FOUND, playlist, SEGMENT_MAX_AGE_S, scored } from './found.js';
import { AUDIO, LADDER } from './ladder.js';
import { findLowLatency } from './low-latency/files.js';
import { type Fillers, playedSegment } from './picture-and-sound.js';
import { initName, masterPlaylist, mediaPlaylist, namedSegment } from './playlists.js';
import { scoreOf } from './quality-score.js';
import type { Asked, OriginFaults } from './stream-faults.js';
import { availableSequences, newestSequence } from './timeline.js';

/** The stream that an origin serves. */
export interface ServedStream {
  /** Cut into parts where it is a low-latency stream. */
  clip: Clip;
  /** When segment 0 starts, ms since the epoch. */
  epochMs: number;
  lowLatency: boolean;
  fillers: Fillers;
}

/** What the last part of a path names. The number of the rendition stands after the first underscore. */
export function askedFor(path: string): Asked {
  const index = indexOf(path.slice(path.lastIndexOf('/') + 1));
  const track = index === AUDIO.index ? 'audio' : 'video';
  return { what: path.endsWith('.m3u8') ? 'playlists' : 'segments', ...(Number.isNaN(index) ? {} : { track }) };
}

function indexOf(name: string): number {
  return Number(/^[a-z]+_(\d)/.exec(name)?.[1]);
}

/** A file of the stream's folder at `nowMs`. */
export function findFile(
  { clip, epochMs, lowLatency, fillers }: ServedStream,
  name: string,
  query: string,
  nowMs: number,
  faults: OriginFaults,
): Found {
  if (name === 'index.m3u8') return playlist(masterPlaylist(clip));
  const index = indexOf(name);
  const rendition = clip.get([...LADDER, AUDIO].find((one) => one.index === index)?.name ?? '');
  if (!rendition) return NOT_FOUND;
  const track = index === AUDIO.index ? 'audio' : 'video';
  const type = `${track}/mp4`;
  const media = (body: Buffer): Found => ({ kind: 'content', type, maxAgeS: SEGMENT_MAX_AGE_S, body });
  if (name === initName(index)) return media(rendition.init);
  if (lowLatency) {
    const rest = name.slice(`index_${index}`.length);
    return findLowLatency({ rendition, index, rest, query: new URLSearchParams(query), type, epochMs }, nowMs);
  }
  if (name === `index_${index}.m3u8`) {
    const found = playlist(mediaPlaylist(rendition, index, epochMs, nowMs, faults));
    return scored(found, scoreOf(track, newestSequence(epochMs, nowMs), faults));
  }
  // From the newest: after a restart, two segments have the same name.
  const sequence = availableSequences(epochMs, nowMs, faults.keptSegments).findLast(
    (one) => namedSegment(index, one, faults) === name,
  );
  if (sequence === undefined || faults.had('gap', sequence)) return NOT_FOUND;
  return scored(media(playedSegment(rendition, sequence, fillers, faults)), scoreOf(track, sequence, faults));
}
