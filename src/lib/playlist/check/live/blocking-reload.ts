import type { MediaPlaylist } from '../../../hls/media-playlist.js';
import { readPlayable } from '../../../hls/read-media-playlist.js';
import type { HttpClient } from '../../../http/http-client.js';
import { type Finding, finding } from '../playlist-finding.js';
import { ask } from './ask.js';
import type { ReadCopy } from './low-latency.js';

/** A server may hold a reload for this many target durations before it gives up (RFC 8216bis section 6.2.5.2). */
const HOLD_TARGET_DURATIONS = 3;
/** For the way there and back. */
const TRANSFER_MS = 2000;
/** The second of two reloads finds caches that forward the first one, and give its answer to every other. */
const RELOADS = 2;

/**
 * Whether reloads that wait for what is not listed yet reach the packager and are answered each by itself: a
 * distribution must forward `_HLS_msn` and `_HLS_part`, and have them in its cache key (MediaPackage, "CDN configuration
 * recommendations"). What only an origin request policy names is not in the key (CloudFront, "Control origin requests
 * with a policy"). Takes two parts' time, or two segments' where there are no parts.
 *
 * Where delta updates are offered, the first reload asks for one, and is then repeated without: what comes back shows
 * whether caches keep the two apart.
 *
 * @throws the signal's reason when it aborts, nothing else
 */
export async function blockingReloadFindings(
  copy: ReadCopy,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<Finding[]> {
  let known = copy.snapshot;
  for (let reload = 0; reload < RELOADS && !known.ended; reload += 1) {
    const wanted = nextOf(known);
    const plainUrl = `${copy.url}${copy.url.includes('?') ? '&' : '?'}${directivesOf(known)}`;
    const asksForDelta = reload === 0 && known.canSkipUntilS !== undefined;
    const url = asksForDelta ? `${plainUrl}&_HLS_skip=YES` : plainUrl;
    const timeoutMs = HOLD_TARGET_DURATIONS * known.targetDuration * 1000 + TRANSFER_MS;
    const answer = await ask(http, url, signal, timeoutMs);
    if (answer.kind === 'closed') return [];
    if (answer.kind === 'failed') return ignored(copy.line, `${url} cannot be read: ${answer.why}`);
    const got = readPlayable(answer.response.text(), answer.response.url);
    if (!got) return ignored(copy.line, `${url} is not a media playlist with segments`);
    if (!got.ended && !isListed(wanted, nextOf(got))) {
      const message = `${url} was answered without what it waits for: a cache on the way does not forward _HLS_msn and _HLS_part, or does not have them in its cache key, or the packager does not wait`;
      return ignored(copy.line, message);
    }
    if (asksForDelta && got.skipped > 0 && (await skipped(plainUrl, http, signal))) {
      const message = `${plainUrl} was answered with the delta update that ${url} had asked for: a cache on the way does not have _HLS_skip in its cache key`;
      return [finding('delta-update-unasked', copy.line, message)];
    }
    known = got;
  }
  return [];
}

/** Whether a playlist is answered as a delta update. */
async function skipped(url: string, http: HttpClient, signal?: AbortSignal): Promise<boolean> {
  const answer = await ask(http, url, signal);
  const got = answer.kind === 'answered' ? readPlayable(answer.response.text(), answer.response.url) : undefined;
  return got !== undefined && got.skipped > 0;
}

/** A segment that is being made, by its media sequence number, and the first of its parts that is not listed. */
interface NextPart {
  sequence: number;
  part: number;
}

function nextOf({ mediaSequence, skipped, segments, parts }: MediaPlaylist): NextPart {
  return { sequence: mediaSequence + skipped + segments.length, part: parts };
}

/** Delivery directives that ask for what `known` does not list yet. */
function directivesOf(known: MediaPlaylist): string {
  const { sequence, part } = nextOf(known);
  return `_HLS_msn=${sequence}${known.partTargetS === undefined ? '' : `&_HLS_part=${part}`}`;
}

function isListed(wanted: NextPart, next: NextPart): boolean {
  return next.sequence > wanted.sequence || (next.sequence === wanted.sequence && next.part > wanted.part);
}

function ignored(line: number, message: string): Finding[] {
  return [finding('blocking-reload-ignored', line, message)];
}
