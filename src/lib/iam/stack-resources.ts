import { TEMPLATE_NAMES, type TemplateName } from '../assets/assets.js';
import { generatedNamePattern } from '../cloudformation/generated-name.js';
import { stackNameOf } from '../parts/stacks/cluster-stacks.js';

const COPILOT = 'copilot';
const DETECTOR = 'stale-playlist-detector';
const INSTANCE = 'clustered-video-stream-instance';

interface Kind {
  /** Longest name of the type, by the service's own limit. */
  maxLength: number;
  /** Logical ids of the resources to which the templates give no name. */
  ids: Readonly<Partial<Record<TemplateName, readonly string[]>>>;
  /** The service has such names in lower case only. */
  lowerCase?: true;
}

/** The resources that CloudFormation names, by type. A test compares this with the templates. */
export const GENERATED = {
  'AWS::S3::Bucket': { maxLength: 63, ids: { [INSTANCE]: ['MasterPlaylistBucket'] }, lowerCase: true },
  'AWS::IAM::Role': {
    maxLength: 64,
    ids: { [COPILOT]: ['CopilotRole'], [DETECTOR]: ['DetectorRole', 'ScheduleRole'], [INSTANCE]: ['AlertHandlerRole'] },
  },
  'AWS::Lambda::Function': {
    maxLength: 64,
    ids: { [COPILOT]: ['Copilot'], [DETECTOR]: ['Detector'], [INSTANCE]: ['AlertHandler'] },
  },
  'AWS::Scheduler::Schedule': { maxLength: 64, ids: { [DETECTOR]: ['Schedule'] } },
  'AWS::SQS::Queue': { maxLength: 80, ids: { [DETECTOR]: ['Queue', 'DeadLetterQueue'], [INSTANCE]: ['FailedAlerts'] } },
  'AWS::DynamoDB::Table': { maxLength: 255, ids: { [DETECTOR]: ['DetectorState'] } },
  'AWS::SNS::Topic': { maxLength: 256, ids: { [DETECTOR]: ['Topic', 'ObservationTopic'] } },
  'AWS::Logs::LogGroup': { maxLength: 512, ids: { [DETECTOR]: ['DetectorLogs'], [INSTANCE]: ['AlertHandlerLogs'] } },
} as const satisfies Record<string, Kind>;

/** A resource type whose resources CloudFormation names. */
export type GeneratedType = keyof typeof GENERATED;

/**
 * Patterns of the names that CloudFormation makes for a cluster's resources of a type. They are exact: the names of another
 * cluster match none of them, also where it begins with this one's name.
 *
 * @param cluster its name
 * @param template without it, those of every stack
 */
export function generatedNames(cluster: string, type: GeneratedType, template?: TemplateName): string[] {
  const { maxLength, ids, lowerCase }: Kind = GENERATED[type];
  return (template ? [template] : TEMPLATE_NAMES).flatMap((name) =>
    (ids[name] ?? []).map((logicalId) => {
      const pattern = generatedNamePattern({ stackName: stackNameOf(cluster, name), logicalId, maxLength });
      return lowerCase ? pattern.toLowerCase() : pattern;
    }),
  );
}

/** ARNs of a cluster's stacks, in any region. */
export function stackArns(cluster: string, account: string): string[] {
  return TEMPLATE_NAMES.map(
    (template) => `arn:aws:cloudformation:*:${account}:stack/${stackNameOf(cluster, template)}/*`,
  );
}
