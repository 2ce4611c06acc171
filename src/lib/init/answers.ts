import { usageError } from '../errors.js';
import type { InitAnswers } from './draft-cluster.js';

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
