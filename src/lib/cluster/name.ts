import { TEMPLATE_NAMES } from '../assets/assets.js';

/**
 * The longest name of a new cluster. CloudFormation leaves 28 characters of the instance stack's name in the name of its
 * bucket, the shortest of all: 63 of S3, less 14 for the random tail, a hyphen, and 20 for `MasterPlaylistBucket`. With
 * two of them left after the cluster's name, no pattern of the policies matches a resource of another cluster.
 */
export const MAX_NEW_NAME = 26;

/** What follows the cluster's name in its stacks' names; `clustered-video-stream` is in the name of two. */
const RESERVED = new RegExp(`-(?:${TEMPLATE_NAMES.join('|')})(?![a-z0-9])`, 'i');

/**
 * Why a cluster should not have this name, although its parts can be deployed: its policies could not be told from those of
 * another cluster. Undefined for a good name.
 */
export function nameProblem(name: string): string | undefined {
  if (name.length > MAX_NEW_NAME) {
    return (
      `${name} has ${name.length} characters, and ${MAX_NEW_NAME} are the most: CloudFormation shortens the names that it` +
      ' makes of it, so that policies could not tell its resources from those of a cluster whose name begins alike'
    );
  }
  if (name.includes('--')) {
    return `${name} has two hyphens in a row: CloudFormation makes one of them in the names of resources, which policies go by`;
  }
  const reserved = RESERVED.exec(name)?.[0];
  if (reserved !== undefined) {
    const other = name.slice(0, name.indexOf(reserved));
    return `${name} contains ${reserved}, which stacks end in: policies of a cluster ${other} would cover its resources`;
  }
  return undefined;
}
