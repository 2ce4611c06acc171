import { assetBucket } from '../assets/assets.js';
import { deployStack } from '../stacks/deploy-stack.js';
import { type ClusterStack, clusterStack, copilotStack, detectorStack, instanceStack } from './cluster-stacks.js';
import type { DeployOptions } from './deploy-cluster.js';
import { type DeployRecord, outputsOf } from './deploy-record.js';
import type { Step } from './graph.js';
import {
  clusterParameters,
  copilotParameters,
  detectorParameters,
  instanceParameters,
  type Parameters,
  stackTags,
} from './stack-parameters.js';
import { shouldCreateStateTable } from './state-table-presence.js';

/**
 * The stacks' steps. Outputs travel as parameters: detectors and copilot wait for nothing but `first`, an instance for
 * its region's detector, the cluster stack for all instances and the copilot.
 */
export function stackSteps(options: DeployOptions, record: DeployRecord, first: readonly string[]): Step[] {
  const { cluster, clients } = options;
  const step = (
    stack: ClusterStack,
    after: readonly string[],
    parameters: (signal: AbortSignal) => Parameters | Promise<Parameters>,
  ) => stackStep(options, record, stack, after, parameters);
  const instances = cluster.regions.map(({ region }) => instanceStack(cluster, region));
  const copilot = copilotStack(cluster);
  const last = clusterStack(cluster);

  return [
    ...cluster.regions.map((member) =>
      step(detectorStack(cluster, member.region), first, () => detectorParameters(cluster, member)),
    ),
    step(copilot, first, () => copilotParameters(cluster)),
    ...cluster.regions.map((member) => {
      const detector = detectorStack(cluster, member.region);
      return step(instanceStack(cluster, member.region), [detector.id], () =>
        instanceParameters(cluster, member, outputsOf(record, detector.id)),
      );
    }),
    step(last, [...instances.map(({ id }) => id), copilot.id], async (signal) =>
      clusterParameters(
        cluster,
        (region) => outputsOf(record, instanceStack(cluster, region).id),
        outputsOf(record, copilot.id),
        await shouldCreateStateTable(clients, last, cluster.name, signal),
      ),
    ),
  ];
}

function stackStep(
  options: DeployOptions,
  record: DeployRecord,
  stack: ClusterStack,
  after: readonly string[],
  parameters: (signal: AbortSignal) => Parameters | Promise<Parameters>,
): Step {
  const { id, stackName, region, template } = stack;
  const { cluster, assets, clients, clock, random } = options;
  return {
    id,
    title: `Stack ${stackName}`,
    region,
    after,
    run: async ({ report, signal }) => {
      const { body, key } = assets.templates[template];
      const result = await deployStack({
        clients,
        clock,
        random,
        report,
        signal,
        stepId: id,
        stack: {
          name: stackName,
          region,
          templateBody: body,
          templateUrl: `https://${assetBucket(assets.settings, region)}.s3.${region}.amazonaws.com/${key}`,
          parameters: await parameters(signal),
          tags: stackTags(cluster),
          capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
          // It holds the state table's replicas and the viewers' address.
          ...(template === 'clustered-video-stream' ? { terminationProtection: true } : {}),
        },
      });
      record.stacks.set(id, result);
      return result.status === 'unchanged'
        ? { status: 'unchanged' }
        : { status: 'succeeded', detail: `${result.status} in ${result.seconds} s` };
    },
  };
}
