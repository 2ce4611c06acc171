import { masterPlaylistPart } from '../parts/master-playlist/master-playlist-part.js';
import { masterPlaylistUrlOf } from '../parts/master-playlist/master-playlist-url.js';
import { verifyServing } from '../parts/master-playlist/verify-serving.js';
import type { Part } from '../parts/part.js';
import { clusterStack } from '../parts/stack/cluster-stacks.js';
import type { Bringing } from './bringing.js';
import type { Step } from './graph.js';
import type { DeployOptions } from './walk-options.js';

export const VERIFY = 'verify';

/** The last step of a deployment: viewers get what was deployed. */
export function verifyStep(options: DeployOptions, bringing: Bringing, parts: readonly Part[]): Step {
  const { cluster } = options;
  const stackId = clusterStack(cluster).id;
  const playlist = masterPlaylistPart(cluster);
  const attachments = parts.map(({ id }) => id).filter((id) => id.startsWith('attach/'));
  return {
    id: VERIFY,
    title: 'Verify what viewers get',
    after: [stackId, ...attachments, playlist.id],
    run: async ({ signal }) => {
      const { MasterPlaylistCloudFrontDomain: domain = '' } = bringing.given.outputsOf(stackId);
      const masterPlaylistUrl = masterPlaylistUrlOf(cluster, domain);
      const wanted = bringing.factsOf(playlist)?.wanted;
      await verifyServing({
        ...options,
        signal,
        masterPlaylistUrl,
        copies: wanted && 'merged' in wanted ? [...wanted.merged.copies.values()] : [],
        pathways: cluster.masterPlaylist.steering ? cluster.regions.map(({ region }) => region) : [],
      });
      return { status: 'succeeded', detail: masterPlaylistUrl };
    },
  };
}
