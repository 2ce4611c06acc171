import type { Cluster } from '../cluster/cluster.js';
import { usageError } from '../errors.js';
import type { InitAnswers, StreamAnswers } from './draft-cluster.js';

/** What the flags of `cvs init` gave; lists are in the order of the regions. */
export interface GivenAnswers {
  name?: string;
  bucketBaseName?: string;
  project?: string;
  version?: string;
  regions: readonly string[];
  distributionIds: readonly string[];
  distributionPlaylistUrls: readonly string[];
  originPlaylistUrls: readonly string[];
}

/** The answers when nobody can be asked. Every missing flag is named at once. */
export function completeAnswers(given: GivenAnswers): InitAnswers {
  const count = Math.max(2, given.regions.length);
  const perRegion = {
    '--region': given.regions,
    '--distribution-id': given.distributionIds,
    '--distribution-playlist-url': given.distributionPlaylistUrls,
    '--origin-playlist-url': given.originPlaylistUrls,
  };
  const missing = [
    ...(given.name ? [] : ['--name']),
    ...(given.bucketBaseName ? [] : ['--bucket-base-name']),
    ...Object.entries(perRegion)
      .filter(([, values]) => values.length < count)
      .map(([flag, values]) => `${flag} (${values.length} of ${count} given)`),
  ];
  if (missing.length || !given.name || !given.bucketBaseName) {
    throw usageError('INIT_INCOMPLETE', `Missing: ${missing.join(', ')}.`, 'cvs init --help shows a complete example.');
  }
  const extra = Object.entries(perRegion).filter(([, values]) => values.length > count);
  if (extra.length) {
    throw usageError(
      'INIT_UNPAIRED',
      `${extra.map(([flag, values]) => `${flag} is given ${values.length} times`).join(', ')}, for ${count} regions.`,
      'Give each flag once a region, in the order of --region.',
    );
  }
  return {
    name: given.name,
    bucketBaseName: given.bucketBaseName,
    project: given.project,
    version: given.version,
    streams: given.regions.map((region, index) => ({
      region,
      distributionId: given.distributionIds[index] as string,
      distributionPlaylistUrl: given.distributionPlaylistUrls[index] as string,
      originPlaylistUrl: given.originPlaylistUrls[index] as string,
    })),
  };
}

/** What is given, completed by what a cluster file already says; other regions make its streams other streams. */
export function withCluster(given: GivenAnswers, cluster: Cluster): GivenAnswers {
  const regions = cluster.regions.map(({ region }) => region);
  const same = given.regions.length === 0 || given.regions.join() === regions.join();
  const keep = (list: readonly string[], values: readonly string[]) => (list.length === 0 && same ? values : list);
  return {
    name: given.name ?? cluster.name,
    bucketBaseName: given.bucketBaseName ?? cluster.assets.bucketBaseName,
    project: given.project ?? cluster.assets.project,
    version: given.version ?? cluster.assets.version,
    regions: keep(given.regions, regions),
    distributionIds: keep(
      given.distributionIds,
      cluster.regions.map((one) => one.distributionId),
    ),
    distributionPlaylistUrls: keep(
      given.distributionPlaylistUrls,
      cluster.regions.map((one) => one.distributionPlaylistUrl),
    ),
    originPlaylistUrls: keep(
      given.originPlaylistUrls,
      cluster.regions.map((one) => one.originPlaylistUrl),
    ),
  };
}

/** Which stack tells a region's values: one name for all regions, or one a region. */
export function stackOf(stackNames: readonly string[], index: number): string | undefined {
  return stackNames.length > 1 ? stackNames[index] : stackNames[0];
}

/** What is given, completed by what was read of a solution stack in each region: flags go first. */
export function withStreams(given: GivenAnswers, streams: readonly StreamAnswers[]): GivenAnswers {
  const fill = (list: readonly string[], key: Exclude<keyof StreamAnswers, 'region'>) =>
    list.length > 0 ? list : streams.map((stream) => stream[key]);
  return {
    ...given,
    distributionIds: fill(given.distributionIds, 'distributionId'),
    distributionPlaylistUrls: fill(given.distributionPlaylistUrls, 'distributionPlaylistUrl'),
    originPlaylistUrls: fill(given.originPlaylistUrls, 'originPlaylistUrl'),
  };
}
