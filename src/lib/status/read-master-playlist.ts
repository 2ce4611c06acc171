import type { HttpClient } from '../http/http-client.js';
import { comparePublished } from '../playlist/compare-published.js';
import { parseSteering } from '../viewer/steering-manifest.js';
import { attempt } from './attempt.js';
import type { Known, RegionStatus } from './cluster-status.js';
import { outputOf, type ReadStack } from './read-stacks.js';
import type { StatusContext } from './read-status.js';

/** Where the copilot answers the steering manifest, on the master playlist's distribution. */
const STEERING_PATH = '/steering.json';

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
export async function readSteering(
  context: StatusContext & { http: HttpClient },
  masterPlaylistUrl: Known<string>,
): Promise<Known<readonly string[]>> {
  if (!masterPlaylistUrl.known) return masterPlaylistUrl;
  return attempt(context, async (signal) => {
    const url = new URL(STEERING_PATH, masterPlaylistUrl.value).href;
    const response = await context.http.fetch(url, { signal });
    const manifest = response.status === 200 ? parseSteering(response.text()) : undefined;
    if (!manifest) throw new Error(`${url} answers ${response.status}, and no steering manifest`);
    return manifest.priority;
  });
}
