import { groupBy } from '../../../group-by.js';
import { hostOf } from '../../../hls/streams.js';
import { type Finding, finding } from '../playlist-finding.js';
import { type ReadCopy, serverControlFindings } from './low-latency.js';

/** Whether each region is one of its own. @param read every copy that was read, of all regions */
export function regionFindings(read: readonly ReadCopy[]): Finding[] {
  const regions = groupBy(read, ({ pathway }) => pathway);
  return [...regions.values()].flatMap((copies) => [
    ...redirectFinding(copies, read),
    ...targetFinding(copies),
    ...serverControlFindings(copies),
  ]);
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
    const whose =
      hostOf(owner.url) === host ? `the host of ${owner.pathway}` : `where ${owner.pathway} is redirected too`;
    const message = `${url} of ${pathway} is redirected to ${finalUrl}, ${whose}: closing one closes both`;
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
