import { fetchSteering } from '../hls/steering-manifest.js';
import type { HttpClient } from '../http/http-client.js';
import { comparePublished } from '../playlist/publish/compare-published.js';
import { attempt } from './attempt.js';
import type { Known, RegionStatus } from './cluster-status.js';
import { outputOf, type ReadStack } from './read-stacks.js';
import type { StatusContext } from './status-context.js';

/** Region → whether what its bucket holds is current. */
export async function readPublished(
  context: StatusContext,
  instances: readonly ReadStack[],
  closedRegions: readonly string[],
): Promise<Map<string, RegionStatus['masterPlaylist']>> {
  const found = instances.map((stack) => ({ region: stack.region, bucket: outputOf(stack, 'MasterPlaylistBucket') }));
  const buckets = found.flatMap(({ region, bucket }) => (bucket.known ? [{ region, bucket: bucket.value }] : []));
  const compared = await attempt(context, (signal) => comparePublished({ ...context, buckets, closedRegions, signal }));
  return new Map(
    found.map(({ region, bucket }): [string, RegionStatus['masterPlaylist']] => {
      if (!bucket.known) return [region, bucket];
      if (!compared.known) return [region, compared];
      const one = compared.value.regions.find((candidate) => candidate.region === region);
      return [
        region,
        one
          ? { known: true, value: { status: one.status, detail: one.detail } }
          : { known: false, why: 'was not compared' },
      ];
    }),
  );
}

/** The order in which the steering manifest names the regions now. */
export async function readSteeringOrder(
  context: StatusContext & { http: HttpClient },
  masterPlaylistUrl: Known<string>,
): Promise<Known<readonly string[]>> {
  if (!masterPlaylistUrl.known) return masterPlaylistUrl;
  return attempt(context, (signal) => fetchSteering(context.http, masterPlaylistUrl.value, { signal }));
}
