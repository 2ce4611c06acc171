import { z } from 'zod';
import { assetSettings } from './asset-settings.js';
import type { Cluster } from './cluster.js';
import { DETECTOR_BOUNDS, QUALITY_KEY_PATTERN } from './detector-bounds.js';
import { DISTRIBUTION_DOMAIN } from './distribution-domain.js';
import { distributionSettings } from './distribution-settings.js';
import { place, text } from './forms.js';
import { CLUSTER_FILE_VERSION } from './migrate.js';
import { playerSettings } from './player-settings.js';
import { playlistHostProblem } from './playlist-host.js';
import { tagSettings } from './tag-settings.js';

/** A region code of the standard partition, such as `eu-west-1`; the templates have the same. */
export const REGION_PATTERN = /^(?!cn-|us-gov-|us-iso|eu-iso)[a-z]{2}(-[a-z]+)+-\d$/;

/**
 * Letters, digits and hyphens, 3 to 40 characters: what the templates take. The name prefixes stack names (128 characters,
 * CloudFormation CreateStack) and names the state table (3 to 255, DynamoDB naming rules). The name of a new cluster is
 * shorter, see `nameProblem`; a deployed cluster keeps its name, and operators go on with it.
 */
export const NAME_PATTERN = /^[a-zA-Z][a-zA-Z0-9-]{1,38}[a-zA-Z0-9]$/;

/** What the templates take as a URL of a playlist. */
const URL_PATTERN = /^https?:\/\/[^\s"'<>\\/]+\/[^\s"'<>\\]+$/;

const url = (what: string) =>
  z
    .string()
    .max(1024, 'must have at most 1024 characters')
    .refine((value) => URL_PATTERN.test(value) && URL.canParse(value), 'must be an http or https URL of a playlist')
    .describe(what);

const region = z.strictObject({
  region: place(REGION_PATTERN, 'must be an AWS region code such as eu-west-1').describe('AWS region code.'),
  distributionId: text(/^E[A-Z0-9]{5,}$/, 'must be a CloudFront distribution id such as E1A2B3C4D5E6F7').describe(
    'CloudFrontDistributionId: the distribution in front of this region’s stream.',
  ),
  distributionDomain: z
    .string()
    .toLowerCase()
    .regex(
      DISTRIBUTION_DOMAIN,
      'must be the name that CloudFront gave to the distribution, such as d111111abcdef8.cloudfront.net',
    )
    .describe('Domain name of that distribution.'),
  distributionPlaylistUrl: url('The stream’s master playlist, through the distribution.'),
  originPlaylistUrl: url('The same playlist, at the origin.'),
  alarmTopicArn: place(
    /^arn:aws:sns:[a-z0-9-]+:\d{12}:[a-zA-Z0-9_-]{1,256}$/,
    'must be the ARN of an SNS topic such as arn:aws:sns:eu-west-1:111122223333:on-call',
  )
    .optional()
    .describe('SNS topic in this region that the alarms notify. Without it alarms show only in CloudWatch.'),
});

const clusterSchema = z
  .strictObject({
    version: z
      .literal(CLUSTER_FILE_VERSION)
      .default(CLUSTER_FILE_VERSION)
      .describe('Version of this file’s layout. Older files are understood; cvs init brings them up to date.'),
    name: text(NAME_PATTERN, 'must be 3 to 40 letters, digits or hyphens, starting with a letter').describe(
      'ClusteredVideoStreamName: prefix of the stacks and name of the state table. Unique in the account. That of a new cluster has at most 26 characters.',
    ),
    regions: z.array(region).min(2, 'needs two stream regions or more').describe('In order: RegionOne, RegionTwo, …'),
    assets: assetSettings,
    masterPlaylist: z
      .strictObject({
        key: text(/^[a-zA-Z0-9][a-zA-Z0-9._/-]*\.m3u8$/, 'must be an object key that ends in .m3u8')
          .max(80, 'must have at most 80 characters')
          .default('playlist.m3u8'),
        steering: z.boolean().default(true).describe('Write EXT-X-CONTENT-STEERING into the merged master playlist.'),
        allowPartial: z
          .boolean()
          .optional()
          .describe('Leave out rungs and renditions that a region lacks, instead of refusing to publish.'),
        domainName: text(
          /^([a-z0-9-]{1,63}\.)+[a-z0-9-]{1,63}$/,
          'must be a domain name in lower case such as live.example.com',
        )
          .max(253, 'must have at most 253 characters')
          .optional()
          .describe('Your own domain name for the master playlist distribution. You set its DNS record.'),
        certificateArn: place(
          /^arn:aws:acm:us-east-1:\d{12}:certificate\/[a-zA-Z0-9-]+$/,
          'must be the ARN of an ACM certificate in us-east-1, because CloudFront takes certificates from there',
        )
          .optional()
          .describe('Certificate of that domain name. With it CloudFront refuses TLS below 1.2.'),
      })
      .refine(({ domainName, certificateArn }) => (domainName === undefined) === (certificateArn === undefined), {
        message: 'needs domainName and certificateArn together, or neither',
      })
      .prefault({}),
    players: playerSettings
      .optional()
      .describe('What players send with their requests, where the streams are protected.'),
    failover: z
      .strictObject({
        automatic: z
          .enum(['reroute', 'steer', 'off'])
          .default('reroute')
          .describe(
            'reroute: the distribution of a stale region asks another region’s origin where that is possible, and players are steered away. steer: players are only steered away. off: only operators move players.',
          ),
        holdDown: z
          .int()
          .min(0)
          .max(3600)
          .default(60)
          .describe('Seconds of steady freshness before a region that was stale is preferred again.'),
      })
      .prefault({}),
    detector: z
      .strictObject({
        durationMultiplier: z
          .number()
          .min(DETECTOR_BOUNDS.durationMultiplier.min)
          .max(DETECTOR_BOUNDS.durationMultiplier.max)
          .default(3)
          .describe('A playlist is stale after TARGETDURATION × this.'),
        staleTolerance: z
          .number()
          .min(DETECTOR_BOUNDS.staleTolerance.min)
          .max(DETECTOR_BOUNDS.staleTolerance.max)
          .default(0.95)
          .describe('Share of stale playlists at which the stream is stale.'),
        changeDetect: z.enum(['MEDIASEQUENCE', 'CONTENTHASH']).default('MEDIASEQUENCE'),
        qualityKey: text(QUALITY_KEY_PATTERN, 'must be a key of a structured header, such as com.example-mqcs')
          .optional()
          .describe('Key of the media quality score in CMSD-Static. Default: a key that ends in mqcs.'),
        otherPublisherArn: place(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/, 'must be the ARN of a role')
          .optional()
          .describe('Role that may publish to the detectors’ topics too, such as that of a detector in a container.'),
      })
      .prefault({}),
    distributionSettings,
    stateTable: z
      .strictObject({
        deletionProtection: z
          .boolean()
          .default(false)
          .describe(
            'DynamoDB refuses every request to delete the state table. Switch it on after the first deployment.',
          ),
      })
      .optional(),
    board: z
      .strictObject({
        production: z.boolean().default(false).describe('The board has a red frame: what is done there is on the air.'),
      })
      .optional(),
    permissionsBoundaryArn: place(
      /^arn:aws:iam::(\d{12}|aws):policy\/[\w+=,.@/-]{1,512}$/,
      'must be the ARN of a managed policy such as arn:aws:iam::111122223333:policy/cvs-boundary',
    )
      .optional()
      .describe('Managed policy that bounds what every role of the cluster may do. See docs/iam.md.'),
    tags: tagSettings,
  })
  .superRefine((cluster, context) => {
    for (const field of ['region', 'distributionId', 'distributionDomain'] as const) {
      const seen = new Set<string>();
      cluster.regions.forEach((one, index) => {
        if (seen.has(one[field])) {
          context.addIssue({
            code: 'custom',
            path: ['regions', index, field],
            message: 'must be different in each stream region',
          });
        }
        seen.add(one[field]);
      });
    }
    cluster.regions.forEach((member, index) => {
      const problem = playlistHostProblem(member);
      if (problem === undefined) return;
      context.addIssue({ code: 'custom', path: ['regions', index, 'distributionPlaylistUrl'], message: problem });
    });
    cluster.regions.forEach(({ region, alarmTopicArn }, index) => {
      if (alarmTopicArn?.startsWith('arn:') && alarmTopicArn.split(':')[3] !== region) {
        context.addIssue({
          code: 'custom',
          path: ['regions', index, 'alarmTopicArn'],
          message: `is not in ${region}: alarms notify topics of their own region only`,
        });
      }
    });
  });

/** A problem at one place of a cluster file. */
export interface ClusterIssue {
  /** Keys and indexes from the root. */
  path: readonly (string | number)[];
  message: string;
  /** The schema does not have the last key of the path. */
  unknownKey?: true;
}

/** Checks a parsed cluster file and fills in defaults. */
export function checkCluster(value: unknown): { cluster: Cluster } | { issues: readonly ClusterIssue[] } {
  const result = clusterSchema.safeParse(value, { reportInput: true });
  if (result.success) {
    const { version: _, ...cluster } = result.data;
    return { cluster };
  }
  return {
    issues: result.error.issues.flatMap((issue): ClusterIssue[] => {
      const path = issue.path.filter((key) => typeof key !== 'symbol');
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => ({ path: [...path, key], message: 'is not a known key', unknownKey: true }));
      }
      const missing = issue.code === 'invalid_type' && issue.input === undefined;
      return [{ path, message: missing ? 'is missing' : lowerFirst(issue.message) }];
    }),
  };
}

/** The JSON Schema of the cluster file, for editors. */
export function clusterJsonSchema(): object {
  return {
    ...z.toJSONSchema(clusterSchema, { io: 'input' }),
    title: 'Cluster file of cvs (cvs.yaml)',
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
