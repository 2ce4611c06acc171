import { assetBucket, type BuiltAssets } from '../../assets/assets.js';
import type { Cluster } from '../../cluster/cluster.js';
import type { StackDefinition } from '../../stacks/stack.js';
import type { ClusterStack } from './cluster-stacks.js';
import { stackTags } from './stack-parameters.js';

/** What a deployment is asked to do with every stack, beside what the cluster file says. */
export interface StackWishes {
  /** Added to the cluster file's; the same key wins over it. */
  tags?: Readonly<Record<string, string>>;
  /** Role that CloudFormation works with instead of the caller's rights. */
  roleArn?: string;
  /** SNS topics, each for the stacks of its own region: CloudFormation takes no other. */
  notificationArns?: readonly string[];
  /** What becomes of resources when a stack's first creation fails. Default rollback. */
  onFailure?: StackDefinition['onFailure'];
  /** Logical ids to leave as they are where the rollback of an update got stuck on them. */
  skipResources?: readonly string[];
}

/** A stack of the cluster as it should be. */
export function stackDefinition(
  options: { cluster: Cluster; assets: BuiltAssets; wishes?: StackWishes },
  stack: ClusterStack,
  parameters: StackDefinition['parameters'],
): StackDefinition {
  const { cluster, assets, wishes = {} } = options;
  const { stackName, region, template } = stack;
  const { body, key } = assets.templates[template];
  const { tags, notificationArns, ...rest } = wishes;
  const topics = notificationArns?.filter((arn) => arn.split(':')[3] === region);
  return {
    ...rest,
    ...(topics && topics.length > 0 ? { notificationArns: topics } : {}),
    name: stackName,
    region,
    templateBody: body,
    templateUrl: `https://${assetBucket(assets.settings, region)}.s3.${region}.amazonaws.com/${key}`,
    parameters,
    tags: { ...stackTags(cluster), ...tags },
    // It holds the state table's replicas and the viewers' address.
    ...(template === 'clustered-video-stream' ? { terminationProtection: true } : {}),
  };
}
