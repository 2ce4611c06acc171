import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import type { SimulatedQuestion } from '../iam/simulate-policies.js';

/** What a role is asked about. */
export type RoleNeed = Omit<SimulatedQuestion, 'principalArn'>;

/** The ARNs and names that the needs are about. */
export interface RoleResources {
  account: string;
  /** By the logical id of the templates: ARNs of topics and queues, names of tables, groups and functions. */
  of(logicalId: string): string;
}

const CONTEXT_KEYS = 'dynamodb:LeadingKeys';

/** What the detector of a region does: its role's policies in templates/stale-playlist-detector.yaml. */
export function detectorNeeds({ region }: StreamRegion, { account, of }: RoleResources): readonly RoleNeed[] {
  return [
    { actions: ['sns:Publish'], resources: [of('Topic'), of('ObservationTopic')] },
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [`arn:aws:dynamodb:${region}:${account}:table/${of('DetectorState')}`],
    },
    logNeed(region, account, of('DetectorLogs')),
  ];
}

/** What the alert handler of a region does: templates/clustered-video-stream-instance.yaml. */
export function alertHandlerNeeds(
  cluster: Cluster,
  { region, distributionDomain }: StreamRegion,
  { account, of }: RoleResources,
): readonly RoleNeed[] {
  return [
    {
      actions: ['dynamodb:UpdateItem'],
      resources: [`arn:aws:dynamodb:${region}:${account}:table/${cluster.name}`],
      context: { [CONTEXT_KEYS]: [`health#${distributionDomain}#${region}`] },
    },
    { actions: ['sqs:SendMessage'], resources: [`arn:aws:sqs:${region}:${account}:${queueName(of('FailedAlerts'))}`] },
    logNeed(region, account, of('AlertHandlerLogs')),
  ];
}

/** What the copilot does at the edges: templates/copilot.yaml. */
export function copilotNeeds(cluster: Cluster, { account, of }: RoleResources): readonly RoleNeed[] {
  const regions = cluster.regions.map(({ region }) => region);
  return [
    {
      actions: ['dynamodb:BatchGetItem'],
      resources: regions.map((region) => `arn:aws:dynamodb:${region}:${account}:table/${cluster.name}`),
      context: { [CONTEXT_KEYS]: cluster.regions.map(({ distributionDomain }) => distributionDomain) },
    },
    {
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: regions.map(
        (region) => `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/us-east-1.${of('Copilot')}:log-stream:x`,
      ),
    },
  ];
}

/** What the schedule of a region does. */
export function scheduleNeeds({ region }: StreamRegion, { account, of }: RoleResources): readonly RoleNeed[] {
  return [
    {
      actions: ['lambda:InvokeFunction'],
      resources: [`arn:aws:lambda:${region}:${account}:function:${of('Detector')}`],
    },
  ];
}

function logNeed(region: string, account: string, group: string): RoleNeed {
  return {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [`arn:aws:logs:${region}:${account}:log-group:${group}:log-stream:x`],
  };
}

/** Of a queue's URL, as CloudFormation names it. */
function queueName(url: string): string {
  return url.split('/').at(-1) ?? '';
}
