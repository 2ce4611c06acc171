import type { AssetBucket } from '../assets/asset-bucket.js';
import type { Cluster } from '../cluster/cluster.js';
import { usageError } from '../errors.js';
import { createAssistant } from './assistant.js';
import type { InitAnswers, InitContext, StreamAnswers } from './init-cluster.js';

/** The values of the flags of `cvs init`; lists are in the order of the regions. */
export interface GivenAnswers extends Partial<Omit<InitAnswers, 'streams'>> {
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
export function withCluster(given: GivenAnswers, { name, assets, regions }: Cluster): GivenAnswers {
  const isSame = given.regions.length === 0 || given.regions.join() === regions.map(({ region }) => region).join();
  return {
    ...(isSame ? withStreams(given, regions) : given),
    name: given.name ?? name,
    bucketBaseName: given.bucketBaseName ?? assets.bucketBaseName,
    project: given.project ?? assets.project,
    version: given.version ?? assets.version,
  };
}

/** The stack that has a region's values: there is one name for all regions, or one per region. */
export function stackOf(stackNames: readonly string[], index: number): string | undefined {
  return stackNames.length > 1 ? stackNames[index] : stackNames[0];
}

/** Completes the lists that no flag gave. */
function withStreams(given: GivenAnswers, streams: readonly StreamAnswers[]): GivenAnswers {
  const fill = (list: readonly string[], key: keyof StreamAnswers) =>
    list.length > 0 ? list : streams.map((stream) => stream[key]);
  return {
    ...given,
    regions: fill(given.regions, 'region'),
    distributionIds: fill(given.distributionIds, 'distributionId'),
    distributionPlaylistUrls: fill(given.distributionPlaylistUrls, 'distributionPlaylistUrl'),
    originPlaylistUrls: fill(given.originPlaylistUrls, 'originPlaylistUrl'),
  };
}

/**
 * The answers without a wizard: the values of the flags, and of the stacks that the flags name.
 *
 * @param options.createAbsent whether to create asset buckets that do not exist
 * @throws CvsError INIT_INCOMPLETE, which names every flag that is missing
 */
export async function answerUnattended(
  options: InitContext & { given: GivenAnswers; stackNames: readonly string[]; createAbsent: boolean },
): Promise<{ answers: InitAnswers; bucketsToCreate: readonly AssetBucket[] }> {
  const { given, stackNames, createAbsent } = options;
  if (stackNames.length === 0 && !createAbsent) return { answers: completeAnswers(given), bucketsToCreate: [] };
  const assistant = await createAssistant(options);
  const streams = await Promise.all(
    given.regions.flatMap((region, index) => {
      const stackName = stackOf(stackNames, index);
      return stackName === undefined ? [] : [assistant.fromStack(region, stackName)];
    }),
  );
  const answers = completeAnswers(withStreams(given, streams));
  if (!createAbsent) return { answers, bucketsToCreate: [] };
  const regions = answers.streams.map(({ region }) => region);
  const buckets = await assistant.buckets(answers.bucketBaseName, regions);
  return { answers, bucketsToCreate: buckets.filter(({ exists }) => !exists) };
}
