import { assetRegions } from '../assets/publish-assets.js';
import type { Cluster } from '../cluster/cluster.js';

/** The names that a policy is limited to. */
export interface PolicyNames {
  /** Name of the cluster. */
  cluster: string;
  bucketBaseName: string;
  account: string;
  distributionIds: readonly string[];
  /** AWS region codes with an asset bucket: the stream regions. */
  regions: readonly string[];
  /** ARNs of the topics that the alarms notify. */
  alarmTopicArns?: readonly string[] | undefined;
  /** ARN of the policy that bounds every role which the stacks make. */
  permissionsBoundary?: string | undefined;
}

/** The names of a cluster in an account. */
export function policyNames(cluster: Cluster, account: string): PolicyNames {
  return {
    cluster: cluster.name,
    bucketBaseName: cluster.assets.bucketBaseName,
    account,
    distributionIds: cluster.regions.map(({ distributionId }) => distributionId),
    regions: assetRegions(cluster),
    alarmTopicArns: cluster.regions.flatMap(({ alarmTopicArn }) => alarmTopicArn ?? []),
    permissionsBoundary: cluster.permissionsBoundaryArn,
  };
}

/** Values that a condition key may have, by the key's name. */
export type StringEquals = Readonly<Record<string, string | readonly string[]>>;

export interface PolicyStatement {
  Sid: string;
  Effect: 'Allow';
  Action: readonly string[];
  Resource: readonly string[];
  Condition?: { readonly StringEquals: StringEquals };
}

export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: readonly PolicyStatement[];
}

/** A statement that allows these actions. */
export function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  stringEquals?: StringEquals,
): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    Condition: stringEquals && { StringEquals: stringEquals },
  };
}

/** Actions of one service: `actionsOf('sqs', 'CreateQueue')` is `['sqs:CreateQueue']`. */
export function actionsOf(service: string, ...names: readonly string[]): string[] {
  return names.map((name) => `${service}:${name}`);
}
