import { assetBucket, type BuiltAssets } from '../../assets/assets.js';
import { assetRegions } from '../../assets/publish-assets.js';
import type { StackDefinition } from '../../cloudformation/stack.js';
import type { Cluster } from '../../cluster/cluster.js';
import type { ClusterStack } from './cluster-stacks.js';
import { stackTags } from './stack-parameters.js';

/** What a deployment is asked to do with every stack, beside what the cluster file says. */
export interface StackWishes
  extends Pick<StackDefinition, 'roleArn' | 'notificationArns' | 'onFailure' | 'skipResources'> {
  /** Added to the cluster file's; the same key wins over it. */
  tags?: Readonly<Record<string, string>>;
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
  // CloudFormation takes only topics of the stack's own region.
  const topics = notificationArns?.filter((arn) => arn.split(':')[3] === region);
  return {
    ...rest,
    ...(topics && topics.length > 0 ? { notificationArns: topics } : {}),
    name: stackName,
    region,
    templateBody: body,
    ...(assetRegions(cluster).includes(region)
      ? { templateUrl: `https://${assetBucket(assets.settings, region)}.s3.${region}.amazonaws.com/${key}` }
      : {}),
    parameters,
    tags: { ...stackTags(cluster), ...tags },
    // It holds the state table's replicas and the viewers' address.
    ...(template === 'clustered-video-stream' ? { terminationProtection: true } : {}),
  };
}
