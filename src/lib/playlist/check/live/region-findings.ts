import { groupBy } from '../../../group-by.js';
import { PLAYER_ORIGIN, readDelivery } from '../../../hls/delivery.js';
import { hostOf } from '../../../hls/streams.js';
import { FetchError, type HttpClient } from '../../../http/http-client.js';
import { type Finding, finding } from '../playlist-finding.js';
import type { ReadCopy } from './low-latency.js';

/** What is asked for beside a media playlist, to see an error answer. */
const ABSENT = 'cvs-check-of-an-error-answer.m3u8';

/** Whether each region is one of its own. @param read every copy that was read, of all regions */
export function regionFindings(read: readonly ReadCopy[]): Finding[] {
  const regions = groupBy(read, ({ pathway }) => pathway);
  return [...regions.values()].flatMap((copies) => [...redirectFinding(copies, read), ...targetFinding(copies)]);
}

/** Once a region: one redirect stands for all. */
function redirectFinding(copies: readonly ReadCopy[], all: readonly ReadCopy[]): Finding[] {
  const own = new Set(copies.map(({ url }) => hostOf(url)));
  for (const { pathway, url, finalUrl, line } of copies) {
    const host = hostOf(finalUrl);
    if (host === undefined || own.has(host)) continue;
    const owner = all.find(
      (one) => one.pathway !== pathway && [one.url, one.finalUrl].some((at) => hostOf(at) === host),
    );
    if (!owner) continue;
    const message = `${url} of ${pathway} is redirected to ${finalUrl}, the host of ${owner.pathway}: closing one closes both`;
    return [finding('region-redirected', line, message)];
  }
  return [];
}

function targetFinding(copies: readonly ReadCopy[]): Finding[] {
  const playing = copies.filter(({ scrubbing }) => !scrubbing);
  const byTarget = [...groupBy(playing, ({ snapshot }) => snapshot.targetDuration)];
  const [, second] = byTarget;
  if (!second) return [];
  const each = byTarget.slice(0, 3).map(([seconds, [one]]) => `${seconds} s (${one?.url})`);
  const message = `the target durations of ${second[1][0]?.pathway} are ${each.join(', ')}`;
  return [finding('target-durations-apart', second[1][0]?.line ?? 1, message)];
}

/**
 * Whether players in browsers may read errors of a region: otherwise they see no status, and leave it later. Asks each
 * region for a playlist that is not there.
 *
 * @throws the signal's reason when it aborts, nothing else
 */
export async function errorAnswerFindings(
  read: readonly ReadCopy[],
  http: HttpClient,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const regions = [...groupBy(read, ({ pathway }) => pathway).values()];
  const found = await Promise.all(
    regions.map(async ([one]): Promise<Finding[]> => {
      if (!one) return [];
      const url = new URL(ABSENT, one.finalUrl).href;
      try {
        const { status, headers } = await http.fetch(url, { headers: { origin: PLAYER_ORIGIN }, signal });
        if (status < 400 || readDelivery(headers).allowOrigin === '*') return [];
        const message = `${one.pathway} answers ${status} without Access-Control-Allow-Origin: ${url}`;
        return [finding('cors-missing-on-errors', one.line, message)];
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof FetchError) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}
