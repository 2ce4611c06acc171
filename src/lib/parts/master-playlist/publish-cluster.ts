import { countOf } from '../../count-of.js';
import { CvsError } from '../../errors.js';
import { fetchMasters } from '../../playlist/merge/fetch-masters.js';
import { type MergeSummary, mergeMasters, mergeOptionsOf } from '../../playlist/merge/merge.js';
import { type Report, silent } from '../../progress.js';
import type { ViewInput } from '../view.js';
import { awaitServed, type ServedResult } from './await-served.js';
import { masterPlaylistObjects } from './master-playlist-objects.js';
import { type PublishResult, publishMasterPlaylist } from './publish-master-playlist.js';
import { publishingPlaces } from './publishing-places.js';

const PUBLISH_STEP = 'publish-master-playlist';
const SERVED_STEP = 'served';

/** What is left out for one run is missed by the next command that merges. */
const FOR_ONCE =
  'left out for this run only: set masterPlaylist.allowPartial to true in the cluster file, or status, deploy and doctor will expect what was left out';

export interface PublishClusterInput extends ViewInput {
  /** For this run; as the cluster file says without it. */
  allowPartial?: boolean;
  /** Uniform in [0, 1). */
  random: () => number;
  report?: Report;
}

/** Its failed regions are also those whose stacks could not be read. */
export interface PublishClusterResult extends PublishResult {
  summary: MergeSummary;
  /** What viewers get now, or why that is not known. */
  served: ServedResult | { status: 'unknown'; detail: string; url?: undefined };
}

/**
 * Publishes what the regions' streams say now as the merged master playlist of a deployed cluster, and makes sure that
 * viewers get it.
 *
 * @throws CvsError as {@link fetchMasters}, {@link mergeMasters}, {@link publishingPlaces} and
 *   {@link publishMasterPlaylist} do; nothing is written then
 */
export async function publishCluster(input: PublishClusterInput): Promise<PublishClusterResult> {
  const { cluster, report = silent } = input;
  const { key } = cluster.masterPlaylist;
  report({
    type: 'plan',
    steps: [
      { id: PUBLISH_STEP, title: 'Publish to every region', after: [] },
      { id: SERVED_STEP, title: 'Read it as viewers do', after: [PUBLISH_STEP] },
    ],
  });
  report({ type: 'step', id: PUBLISH_STEP, status: 'started' });
  const { places, merged } = await prepare(input).catch((error: unknown) => {
    report({ type: 'step', id: PUBLISH_STEP, status: 'failed', detail: 'nothing was written' });
    throw error;
  });
  for (const message of merged.summary.warnings) report({ type: 'warning', message });
  if (merged.summary.leftOut > 0 && !cluster.masterPlaylist.allowPartial)
    report({ type: 'warning', message: FOR_ONCE });
  const { buckets, distribution } = places;
  const published = await publishMasterPlaylist({ ...input, merged, key, buckets, stepId: PUBLISH_STEP });
  const failedRegions = [...places.failedRegions, ...published.failedRegions];
  const written = published.objects.filter(({ status }) => status === 'written').length;
  report({ type: 'step', id: PUBLISH_STEP, ...publishOutcome(written, failedRegions.length) });
  report({ type: 'step', id: SERVED_STEP, status: 'started' });
  const served: PublishClusterResult['served'] =
    'problem' in distribution
      ? { status: 'unknown', detail: distribution.problem }
      : await awaitServed({
          ...input,
          distribution,
          key,
          wanted: masterPlaylistObjects(merged, key),
          complete: failedRegions.length === 0,
          heldByCaches: published.objects.some((object) => object.heldByCaches),
        });
  const status = served.status === 'current' ? 'succeeded' : 'failed';
  report({ type: 'step', id: SERVED_STEP, status, detail: served.detail ?? served.url });
  return { objects: published.objects, failedRegions, summary: merged.summary, served };
}

/** Where to, and what. */
async function prepare(input: PublishClusterInput) {
  const { cluster, http, signal } = input;
  const options = mergeOptionsOf(cluster);
  const [places, masters] = await Promise.all([
    publishingPlaces(input),
    fetchMasters(cluster, http, { signal, again: true }).catch((error: unknown) => {
      throw error instanceof CvsError ? withWhatViewersGet(error) : error;
    }),
  ]);
  return {
    places,
    merged: mergeMasters(masters, { ...options, allowPartial: input.allowPartial ?? options.allowPartial }),
  };
}

/** A merged master playlist without a region would keep players from ever moving there, so that none is published. */
function withWhatViewersGet({ code, message, suggestions, exitCode, cause }: CvsError): CvsError {
  return new CvsError({
    code,
    message,
    suggestions: [
      ...suggestions,
      'Viewers keep the playlist that was published last, which still lists every region. Run cvs playlist publish again when every stream can be read.',
    ],
    exitCode,
    cause,
  });
}

function publishOutcome(
  written: number,
  failed: number,
): { status: 'succeeded' | 'unchanged' | 'failed'; detail?: string } {
  if (failed > 0) return { status: 'failed', detail: `not published in ${countOf(failed, 'region')}` };
  return written > 0 ? { status: 'succeeded', detail: `${written} objects written` } : { status: 'unchanged' };
}
