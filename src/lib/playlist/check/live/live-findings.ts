import type { HttpClient } from '../../../http/http-client.js';
import type { MasterPlaylist } from '../../parse-master.js';
import { type Finding, finding } from '../rules.js';
import { pathwaysOf, streamsOf } from '../streams.js';
import { alignmentFindings, type RegionSnapshot } from './alignment.js';
import { type Answer, ask } from './ask.js';
import { deliveryFindings } from './delivery.js';
import { type MediaCopy, mediaRows } from './media-rows.js';
import { mediaSnapshot } from './media-snapshot.js';
import { liveSteeringFindings } from './steering.js';

/** A ladder of this size is read as a whole; of a longer one, its first rows. */
const MAX_ROWS = 40;

export interface LiveFindings {
  findings: Finding[];
  /** Media playlists that were fetched. */
  mediaPlaylists: number;
}

interface Looked {
  copy: MediaCopy;
  answer: Answer;
}

/**
 * Fetches what a player would fetch next, all at once so that the regions are seen at the same moment, and compares the
 * regions: the steering manifest, and the media playlists of variants and renditions.
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
  const [steering, ...looked] = await Promise.all([
    liveSteeringFindings(entries, source.url, http, signal),
    ...seen.map(({ copies }) =>
      Promise.all(copies.map(async (copy): Promise<Looked> => ({ copy, answer: await askOnce(copy.url) }))),
    ),
  ]);
  const findings = [...steering, ...absenceFindings(looked.flat(), firstPathway(entries))];
  for (const [index, copies] of looked.entries())
    findings.push(...(await rowFindings(seen[index]?.name ?? '', copies)));
  if (rows.length > seen.length) {
    const message = `the media playlists of ${rows.length - seen.length} of ${rows.length} rungs and renditions were not looked at`;
    findings.push(finding('unchecked', 1, message));
  }
  return { findings, mediaPlaylists: asked.size };
}

function firstPathway(entries: MasterPlaylist['entries']): string | undefined {
  return pathwaysOf(streamsOf(entries, 'variant'))[0];
}

/** What could not be read, once a pathway and reason. */
function absenceFindings(looked: readonly Looked[], first: string | undefined): Finding[] {
  const reasons = new Map<string, { copy: MediaCopy; answer: Answer; count: number }>();
  for (const { copy, answer } of looked) {
    if (answer.kind === 'answered') continue;
    const key = `${copy.pathway} ${answer.kind}`;
    const known = reasons.get(key);
    if (known) known.count += 1;
    else reasons.set(key, { copy, answer, count: 1 });
  }
  return [...reasons.values()].map(({ copy, answer, count }) => {
    const { pathway, line, url } = copy;
    if (answer.kind === 'failed') {
      const more = count > 1 ? `, and ${count - 1} more of ${pathway}` : '';
      return finding('media-unreachable', line, `${url} cannot be read: ${answer.why}${more}`);
    }
    if (pathway !== first) return finding('region-closed', line, `${pathway} is closed`);
    return finding('first-region-closed', line, `${pathway} is closed and listed first: players that start fail`);
  });
}

async function rowFindings(name: string, looked: readonly Looked[]): Promise<Finding[]> {
  const found: Finding[] = [];
  const snapshots: RegionSnapshot[] = [];
  for (const { copy, answer } of looked) {
    if (answer.kind !== 'answered') continue;
    const snapshot = await mediaSnapshot(answer.response.text());
    if (!snapshot) {
      found.push(finding('media-malformed', copy.line, `${copy.url} is no media playlist with segments`));
      continue;
    }
    // What has ended does not change any more.
    const limitS = snapshot.ended ? Number.POSITIVE_INFINITY : snapshot.targetDuration;
    found.push(...deliveryFindings(answer.response, copy.line, limitS));
    snapshots.push({ pathway: copy.pathway, line: copy.line, snapshot });
  }
  const [first, ...others] = snapshots;
  if (first) for (const other of others) found.push(...alignmentFindings(name, first, other));
  return found;
}
