import { groupBy } from '../../../group-by.js';
import { readPlayable } from '../../../hls/read-media-playlist.js';
import { pathwaysOf, streamsOf } from '../../../hls/streams.js';
import type { HttpClient } from '../../../http/http-client.js';
import { type Finding, finding } from '../playlist-finding.js';
import type { ResolvedMaster } from '../resolve-variables.js';
import { type Answer, ask } from './ask.js';
import { blockingReloadFindings } from './blocking-reload.js';
import { cloneFindings, withClones } from './clones.js';
import { errorAnswerFindings } from './error-answers.js';
import { lowLatencyFindings, type ReadCopy } from './low-latency.js';
import { type MediaCopy, type MediaRow, mediaRows } from './media-rows.js';
import { regionFindings } from './region-findings.js';
import { type LookedCopy, rowFindings } from './row-findings.js';
import { secondReadingFindings, type Watch } from './second-reading.js';
import { type LiveSteering, liveSteering } from './steering.js';

/** A ladder of this size is read as a whole; of a longer one, its first rows. */
const MAX_ROWS = 40;

export interface LiveOptions {
  http: HttpClient;
  signal?: AbortSignal;
  /** Whether each live media playlist is read again later; not without it. */
  watch?: Watch;
}

export interface LiveFindings {
  findings: Finding[];
  /** What the steering manifest says of pathways. */
  steering: Pick<LiveSteering, 'clones' | 'namesDefault'>;
  /** Media playlists that were fetched. */
  mediaPlaylists: number;
}

/**
 * Fetches what a player would fetch next, and compares the regions: the steering manifest, and the media playlists of
 * variants, renditions and trick streams, also of the pathways that the manifest clones. The media playlists are fetched
 * all at once, so that the regions are seen at the same moment.
 *
 * @throws the signal's reason when it aborts, nothing else
 */
export async function liveFindings(
  { entries, source, variables }: ResolvedMaster,
  { http, signal, watch }: LiveOptions,
): Promise<LiveFindings> {
  const steering = await liveSteering(entries, source.url, http, signal);
  const rows = withClones(mediaRows(entries, source.url), steering.clones);
  const seen = rows.slice(0, MAX_ROWS);
  const asked = new Map<string, Promise<Answer>>();
  const askOnce = (url: string) => {
    const answer = asked.get(url) ?? ask(http, url, signal);
    asked.set(url, answer);
    return answer;
  };
  const look = async (copy: MediaCopy): Promise<LookedCopy> => {
    const answer = await askOnce(copy.url);
    if (answer.kind !== 'answered') return { ...copy, answer };
    const { response } = answer;
    return { ...copy, answer, snapshot: readPlayable(response.text(), response.url, { imported: variables }) };
  };
  const looked = await Promise.all(
    seen.map(async (row) => ({ ...row, copies: await Promise.all(row.copies.map(look)) })),
  );
  const read = looked.flatMap(({ copies, scrubbing, mayBeEmpty }) =>
    copies.flatMap(({ answer, snapshot, ...copy }): ReadCopy[] =>
      snapshot && answer.kind === 'answered'
        ? [{ ...copy, scrubbing, mayBeEmpty, snapshot, finalUrl: answer.response.url }]
        : [],
    ),
  );
  const later = await Promise.all([
    errorAnswerFindings(
      looked.flatMap(({ copies }) => copies),
      http,
      signal,
    ),
    reloadFindings(read, http, signal),
    watch ? secondReadingFindings(read, { ...watch, http, variables, signal }) : [],
  ]);
  const findings = [
    ...steering.findings,
    ...cloneFindings(rows, steering.clones),
    ...absenceFindings(looked, pathwaysOf(streamsOf(entries, 'variant'))[0]),
    ...looked.flatMap(rowFindings),
    ...read.flatMap((one) => lowLatencyFindings(one, read)),
    ...regionFindings(read),
    ...later.flat(),
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
