import type { HttpClient } from '../../../http/http-client.js';
import { type Finding, finding } from '../rules.js';
import { ask } from './ask.js';
import type { ReadCopy } from './low-latency.js';
import { type MediaSnapshot, mediaSnapshot, type NextPart } from './media-snapshot.js';

/** A server may hold a reload for this many target durations before it gives up (RFC 8216bis section 6.2.5.2). */
const HOLD_TARGET_DURATIONS = 3;
/** For the way there and back. */
const TRANSFER_MS = 2000;
/** The second of two reloads finds caches that let the first through, and hand out its answer for every other. */
const RELOADS = 2;

/**
 * Whether reloads that wait for what is not listed yet reach the packager and are answered each by itself: a
 * distribution must forward `_HLS_msn` and `_HLS_part`, and have them in its cache key (MediaPackage, "CDN configuration
 * recommendations"). What only an origin request policy names is not in the key (CloudFront, "Control origin requests
 * with a policy"). Takes two parts' time, or two segments' where there are no parts.
 *
 * @throws the signal's reason when it aborts, nothing else
 */
export async function blockingReloadFindings(
  { copy, snapshot }: ReadCopy,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<Finding[]> {
  let known = snapshot;
  for (let reload = 0; reload < RELOADS && !known.ended; reload += 1) {
    const wanted = known.next;
    const url = `${copy.url}${copy.url.includes('?') ? '&' : '?'}${directivesOf(known)}`;
    const timeoutMs = HOLD_TARGET_DURATIONS * known.targetDuration * 1000 + TRANSFER_MS;
    const answer = await ask(http, url, signal, timeoutMs);
    if (answer.kind === 'closed') return [];
    if (answer.kind === 'failed') return ignored(copy.line, `${url} cannot be read: ${answer.why}`);
    const got = await mediaSnapshot(answer.response.text());
    if (!got) return ignored(copy.line, `${url} is no media playlist with segments`);
    if (!got.ended && !isListed(wanted, got.next)) {
      const message = `${url} was answered without what it waits for: a cache on the way does not forward _HLS_msn and _HLS_part or has them not in its key, or the packager does not wait`;
      return ignored(copy.line, message);
    }
    known = got;
  }
  return [];
}

/** Delivery directives that ask for what `known` does not list yet. */
function directivesOf({ next, partTarget }: MediaSnapshot): string {
  return `_HLS_msn=${next.sequence}${partTarget === undefined ? '' : `&_HLS_part=${next.part}`}`;
}

function isListed(wanted: NextPart, next: NextPart): boolean {
  return next.sequence > wanted.sequence || (next.sequence === wanted.sequence && next.part > wanted.part);
}

function ignored(line: number, message: string): Finding[] {
  return [finding('blocking-reload-ignored', line, message)];
}
