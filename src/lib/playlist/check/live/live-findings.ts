import { groupBy } from '../../../group-by.js';
import type { MasterPlaylist } from '../../../hls/master-entries.js';
import { readPlayable } from '../../../hls/read-media-playlist.js';
import { pathwaysOf, streamsOf } from '../../../hls/streams.js';
import type { HttpClient } from '../../../http/http-client.js';
import { type Finding, finding } from '../playlist-finding.js';
import { type Answer, ask } from './ask.js';
import { blockingReloadFindings } from './blocking-reload.js';
import { lowLatencyFindings, type ReadCopy } from './low-latency.js';
import { type MediaCopy, type MediaRow, mediaRows } from './media-rows.js';
import { errorAnswerFindings, regionFindings } from './region-findings.js';
import { type LookedCopy, rowFindings } from './row-findings.js';
import { type LiveSteering, liveSteering } from './steering.js';

/** A ladder of this size is read as a whole; of a longer one, its first rows. */
const MAX_ROWS = 40;

export interface LiveFindings {
  findings: Finding[];
  /** What the steering manifest says of pathways. */
  steering: Pick<LiveSteering, 'clones' | 'namesDefault'>;
  /** Media playlists that were fetched. */
  mediaPlaylists: number;
}

/**
 * Fetches what a player would fetch next, all at once so that the regions are seen at the same moment, and compares the
 * regions: the steering manifest, and the media playlists of variants, renditions and trick streams.
 *
 * @throws the signal's reason when it aborts, nothing else
 */
export async function liveFindings(
  { entries, source }: MasterPlaylist,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<LiveFindings> {
  const rows = mediaRows(entries, source.url);
  const seen = rows.slice(0, MAX_ROWS);
  const asked = new Map<string, Promise<Answer>>();
  const askOnce = (url: string) => {
    const answer = asked.get(url) ?? ask(http, url, signal);
    asked.set(url, answer);
    return answer;
  };
  const look = async (copy: MediaCopy): Promise<LookedCopy> => {
    const answer = await askOnce(copy.url);
    const snapshot = answer.kind === 'answered' ? readPlayable(answer.response.text(), answer.response.url) : undefined;
    return { ...copy, answer, snapshot };
  };
  const [steering, ...looked] = await Promise.all([
    liveSteering(entries, source.url, http, signal),
    ...seen.map(async (row) => ({ ...row, copies: await Promise.all(row.copies.map(look)) })),
  ]);
  const read = looked.flatMap(({ copies, scrubbing }) =>
    copies.flatMap(({ answer, snapshot, ...copy }): ReadCopy[] =>
      snapshot && answer.kind === 'answered' ? [{ ...copy, scrubbing, snapshot, finalUrl: answer.response.url }] : [],
    ),
  );
  const findings = [
    ...steering.findings,
    ...absenceFindings(looked, pathwaysOf(streamsOf(entries, 'variant'))[0]),
    ...looked.flatMap(rowFindings),
    ...read.flatMap((one) => lowLatencyFindings(one, read)),
    ...regionFindings(read),
    ...(await errorAnswerFindings(read, http, signal)),
    ...(await reloadFindings(read, http, signal)),
  ];
  if (rows.length > seen.length) {
    const message = `the media playlists of ${rows.length - seen.length} of ${rows.length} rungs and renditions were not fetched`;
    findings.push(finding('unchecked', 1, message));
  }
  return { findings, steering, mediaPlaylists: asked.size };
}

/** One playlist of a region stands for all that its distribution and packager serve. */
async function reloadFindings(read: readonly ReadCopy[], http: HttpClient, signal?: AbortSignal): Promise<Finding[]> {
  const waiting = groupBy(
    read.filter(({ snapshot }) => snapshot.canBlockReload),
    ({ pathway }) => pathway,
  );
  const found = await Promise.all(
    [...waiting.values()].flatMap(([one]) => (one ? blockingReloadFindings(one, http, signal) : [])),
  );
  return found.flat();
}

/** What could not be read, once for each pathway and reason. */
function absenceFindings(looked: readonly MediaRow<LookedCopy>[], first: string | undefined): Finding[] {
  const absent = looked.flatMap(({ scrubbing, copies }) =>
    copies.filter(({ answer }) => answer.kind !== 'answered').map((copy) => ({ ...copy, scrubbing })),
  );
  const reasons = groupBy(
    absent,
    ({ pathway, answer, scrubbing }) => `${pathway} ${answer.kind === 'closed' ? 'closed' : scrubbing}`,
  );
  return [...reasons.values()].flatMap(([copy, ...others]) => {
    if (!copy) return [];
    const { pathway, line, url, answer, scrubbing } = copy;
    if (answer.kind === 'failed') {
      const more = others.length > 0 ? `, and ${others.length} more of ${pathway}` : '';
      const rule = scrubbing ? 'scrubbing-broken' : 'media-unreachable';
      return finding(rule, line, `${url} cannot be read: ${answer.why}${more}`);
    }
    if (pathway !== first) return finding('region-closed', line, `${pathway} is closed`);
    const message = `${pathway} is closed and listed first: players that start now get an error`;
    return finding('first-region-closed', line, message);
  });
}
