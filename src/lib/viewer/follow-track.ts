import { load, PLAYLIST_POLICY, SEGMENT_POLICY } from './loader.js';
import { type Anchor, nextSegments, readViewerMedia, reloadDelayMs, type ViewerSegment } from './media-time.js';
import type { Stay } from './stay.js';
import type { TrackName } from './viewer.js';
import type { ViewerRun } from './viewer-run.js';

/** Polls the media playlist of one track on whatever pathway the viewer is, and downloads its segments in order. */
export async function followTrack(run: ViewerRun, track: TrackName): Promise<void> {
  let anchor: Anchor | undefined;
  let loadedMap: string | undefined;
  let seen: string | undefined;
  while (!run.stopped.aborted) {
    const { stay } = run;
    const url = run.playlistUrl(track, stay.pathway);
    if (url === undefined) return run.giveUp(`${stay.pathway} has no ${track}`);
    const askedMs = run.clock.monotonic();
    const loaded = await load({ url, pathway: stay.pathway, policy: PLAYLIST_POLICY, signal: stay.left }, run);
    if (loaded.type === 'aborted') continue;
    if (loaded.type === 'failed') {
      run.fail(stay.pathway, loaded.what);
      continue;
    }
    const playlist = readViewerMedia(loaded.response.text(), loaded.response.url, anchor);
    if (!playlist) {
      reportBadBody(run, url, stay, 'not a media playlist');
      continue;
    }
    const newest = playlist.segments.at(-1)?.url;
    for (const segment of nextSegments(playlist, run.recorder.bufferedEnd(track))) {
      if (stay.left.aborted) break;
      if (segment.mapUrl !== undefined && segment.mapUrl !== loadedMap) {
        if ((await loadMedia(run, stay, segment.mapUrl)) === undefined) break;
        loadedMap = segment.mapUrl;
      }
      const bytes = await loadMedia(run, stay, segment.url);
      if (bytes === undefined) break;
      append(run, track, stay, segment, bytes);
      anchor = { sequence: segment.sequence, end: segment.start + segment.duration };
    }
    if (playlist.ended) return run.giveUp('the stream has ended (EXT-X-ENDLIST)');
    const waitMs = askedMs + reloadDelayMs(playlist, newest !== seen) - run.clock.monotonic();
    seen = newest;
    // Leaving the pathway ends the wait: the other one's playlist is wanted at once.
    await run.clock.sleep(Math.max(0, waitMs), stay.left).catch(() => {});
  }
}

/** Downloads a segment or an initialisation segment; returns its bytes, or undefined when it did not come. */
async function loadMedia(run: ViewerRun, stay: Stay, url: string): Promise<number | undefined> {
  const loaded = await load({ url, pathway: stay.pathway, policy: SEGMENT_POLICY, signal: stay.givenUp }, run);
  if (loaded.type === 'aborted') return undefined;
  if (loaded.type === 'failed') {
    run.fail(stay.pathway, loaded.what);
    return undefined;
  }
  const { body } = loaded.response;
  if (!isMediaSegment(body)) {
    reportBadBody(run, url, stay, body.length === 0 ? 'an empty segment' : 'not a media segment');
    return undefined;
  }
  run.recorder.received(body.length, loaded.tookMs);
  return body.length;
}

function append(run: ViewerRun, track: TrackName, stay: Stay, segment: ViewerSegment, bytes: number): void {
  const { start, duration } = segment;
  run.recorder.segment({ track, pathway: stay.pathway, start, duration, bytes }, run.clock.monotonic());
}

function reportBadBody(run: ViewerRun, url: string, stay: Stay, what: string): void {
  run.recorder.error({ atMs: run.clock.monotonic(), url, pathway: stay.pathway, what });
  run.fail(stay.pathway, what);
}

/** First boxes of a CMAF segment or an initialisation segment (ISO/IEC 14496-12, CMAF section 7.3). */
const FIRST_BOXES = new Set(['ftyp', 'styp', 'moof', 'sidx', 'emsg', 'prft', 'moov']);

const TS_PACKET_BYTES = 188;
const TS_SYNC = 0x47;

/** Whether a body is what a segment can be: fragmented MP4, MPEG transport stream, or packed audio. */
export function isMediaSegment(body: Buffer): boolean {
  if (body.length >= 8 && FIRST_BOXES.has(body.toString('latin1', 4, 8))) return true;
  if (body[0] === TS_SYNC && body.length >= TS_PACKET_BYTES) {
    return body.length === TS_PACKET_BYTES || body[TS_PACKET_BYTES] === TS_SYNC;
  }
  // Packed audio starts with an ID3 tag (RFC 8216 section 3.4) or with an ADTS frame's sync word.
  return body.toString('latin1', 0, 3) === 'ID3' || (body[0] === 0xff && ((body[1] ?? 0) & 0xf6) === 0xf0);
}
