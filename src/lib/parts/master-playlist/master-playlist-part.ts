import type { Cluster } from '../../cluster/cluster.js';
import { CvsError, ExitCode } from '../../errors.js';
import type { Given, Part, Want } from '../part.js';
import { instanceStack } from '../stacks/cluster-stacks.js';
import { type PublishedComparison, readPublished } from './compare-published.js';
import { publishMasterPlaylist } from './publish-master-playlist.js';

/**
 * The merged master playlist in every region's bucket. It needs the buckets only, which are there before the
 * distribution that serves them.
 */
export function masterPlaylistPart(cluster: Cluster): Part<PublishedComparison> {
  const instances = cluster.regions.map(({ region }) => ({ region, id: instanceStack(cluster, region).id }));
  const bucketsIn = (given: Given) =>
    instances.map(({ region, id }) => ({ region, bucket: given.outputsOf(id).MasterPlaylistBucket }));
  return {
    id: 'master-playlist',
    title: 'Merged master playlist',
    after: instances.map(({ id }) => id),

    look: readPublished,

    want(facts, given) {
      const isElsewhere = bucketsIn(given).some(
        ({ bucket }) => bucket === undefined || !facts.regions.some((one) => one.bucket === bucket),
      );
      return isElsewhere ? { action: 'create' } : WANTS[facts.status](facts);
    },

    async bring({ wanted }, given, { clients, clock, report, signal, stepId }) {
      if ('problem' in wanted) throw wanted.problem;
      const { merged } = wanted;
      for (const message of merged.summary.warnings) report({ type: 'warning', message });
      const buckets = bucketsIn(given).map(({ region, bucket = '' }) => ({ region, bucket }));
      const { key } = cluster.masterPlaylist;
      const published = await publishMasterPlaylist({ merged, key, buckets, clients, clock, report, stepId, signal });
      if (published.failedRegions.length > 0) throw publishedInPart(published.failedRegions);
      const written = published.objects.filter(({ status }) => status === 'written').length;
      return written > 0
        ? { status: 'succeeded', detail: `${merged.summary.rungs} rungs, ${written} objects written` }
        : { status: 'unchanged' };
    },
  };
}

const WANTS: Readonly<Record<PublishedComparison['status'], (facts: PublishedComparison) => Want>> = {
  current: () => ({ action: 'unchanged' }),
  missing: ({ detail }) => ({ action: 'update', why: detail }),
  outdated: ({ detail }) => ({ action: 'update', why: detail }),
  unknown: ({ detail, wanted }) => {
    // A bucket that cannot be read does not keep the others from being written.
    if (!('problem' in wanted)) return { action: 'update', why: detail };
    const { problem } = wanted;
    const error =
      problem instanceof CvsError ? problem : new CvsError({ code: 'UNREADABLE', message: detail, cause: problem });
    return { action: 'blocked', why: detail, error };
  },
};

function publishedInPart(failed: readonly { region: string }[]): CvsError {
  return new CvsError({
    code: 'PUBLISHED_IN_PART',
    message: `The master playlist is not published in ${failed.map(({ region }) => region).join(', ')}.`,
    suggestions: ['When the region is back: `cvs playlist publish`.'],
    exitCode: ExitCode.partial,
  });
}
