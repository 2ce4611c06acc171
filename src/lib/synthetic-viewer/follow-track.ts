import { load, PLAYLIST_POLICY, SEGMENT_POLICY } from './loader.js';
import { nextSegments, readViewerMedia, reloadDelayMs, type TimedSegment } from './media-time.js';
import type { TrackName } from './viewer.js';
import type { Stay, ViewerRun } from './viewer-run.js';

/** Polls the media playlist of one track on whatever pathway the viewer is, and downloads its segments in order. */
export async function followTrack(run: ViewerRun, track: TrackName): Promise<void> {
  const { clock, recorder, stopped, giveUp } = run.context;
  let last: TimedSegment | undefined;
  let loadedMap: string | undefined;
  let seen: string | undefined;
  while (!stopped.aborted) {
    const { stay } = run;
    const { pathway } = stay;
    const url = run.playlistUrl(track, pathway);
    if (url === undefined) return giveUp(`${pathway} has no ${track}`);
    const askedMs = clock.monotonic();
    const loaded = await load({ url, pathway, policy: PLAYLIST_POLICY, signal: stay.left }, run.context);
    if (loaded.type === 'failed') run.fail(pathway, loaded.what);
    if (loaded.type !== 'response') continue;
    const playlist = readViewerMedia(loaded.response.text(), loaded.response.url, last);
    if (!playlist) {
      refuseBody(run, url, pathway, 'not a media playlist');
      continue;
    }
    const newest = playlist.segments.at(-1)?.url;
    for (const segment of nextSegments(playlist, recorder.bufferedEndS(track))) {
      const { initUrl } = segment;
      if (stay.left.aborted) break;
      if (initUrl !== undefined && initUrl !== loadedMap) {
        if (!(await loadMedia(run, stay, initUrl))) break;
        loadedMap = initUrl;
      }
      if (!(await loadMedia(run, stay, segment.url))) break;
      recorder.appended(track, pathway, segment.startS, segment.durationS);
      last = segment;
    }
    if (playlist.ended) return giveUp('the stream has ended (EXT-X-ENDLIST)');
    const waitMs = askedMs + reloadDelayMs(playlist, newest !== seen) - clock.monotonic();
    seen = newest;
    // Leaving the pathway ends the wait: the other one's playlist is wanted at once.
    await clock.sleep(Math.max(0, waitMs), stay.left).catch(() => {});
  }
}

/** Downloads a segment or an initialisation segment. @returns whether it came */
async function loadMedia(run: ViewerRun, { pathway, givenUp }: Stay, url: string): Promise<boolean> {
  const loaded = await load({ url, pathway, policy: SEGMENT_POLICY, signal: givenUp }, run.context);
  if (loaded.type === 'failed') run.fail(pathway, loaded.what);
  if (loaded.type !== 'response') return false;
  const { body } = loaded.response;
  const usable = isMediaSegment(body);
  if (usable) run.context.recorder.received(body.length, loaded.tookMs);
  else refuseBody(run, url, pathway, body.length === 0 ? 'an empty segment' : 'not a media segment');
  return usable;
}

function refuseBody(run: ViewerRun, url: string, pathway: string, what: string): void {
  run.context.recorder.error({ url, pathway, what });
  run.fail(pathway, what);
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
