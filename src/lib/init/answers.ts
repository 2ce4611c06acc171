import type { Cluster } from '../cluster/cluster.js';
import { usageError } from '../errors.js';
import type { InitAnswers, StreamAnswers } from './draft-cluster.js';

/** The values of the flags of `cvs init`; lists are in the order of the regions. */
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

/** The answers when there is no terminal. The error names every missing flag. */
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
      'Give each flag once per region, in the order of --region.',
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

/** Completes the given values from an existing cluster file. With other regions, its streams are not used. */
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

/** The stack that has a region's values: there is one name for all regions, or one per region. */
export function stackOf(stackNames: readonly string[], index: number): string | undefined {
  return stackNames.length > 1 ? stackNames[index] : stackNames[0];
}

/** Completes the given values from a solution stack in each region. Flags take precedence. */
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
