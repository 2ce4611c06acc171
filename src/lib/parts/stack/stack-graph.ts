import type { Cluster } from '../../cluster/cluster.js';
import { type ClusterStack, clusterStack, copilotStack, detectorStack, instanceStack } from './cluster-stacks.js';
import {
  clusterParameters,
  copilotParameters,
  detectorParameters,
  instanceParameters,
  type Parameters,
} from './stack-parameters.js';

/** What a stack's parameters are made of, beside the cluster file. */
export interface StackInputs {
  /** Outputs of a stack that it comes after. */
  outputsOf: (stackId: string) => Parameters;
  /** Asked by the cluster stack alone. */
  shouldCreateStateTable: () => Promise<boolean>;
}

/** A stack with its place in the graph. */
export interface GraphStack extends ClusterStack {
  /** Ids of the stacks whose outputs are its parameters. */
  needs: readonly string[];
  parameters: (inputs: StackInputs) => Parameters | Promise<Parameters>;
}

/**
 * The cluster's stacks and how outputs travel as parameters: detectors and copilot need nothing, an instance its
 * region's detector, the cluster stack all instances and the copilot.
 */
export function stackGraph(cluster: Cluster): GraphStack[] {
  const instances = cluster.regions.map(({ region }) => instanceStack(cluster, region));
  const copilot = copilotStack(cluster);
  return [
    ...cluster.regions.map((member) => ({
      ...detectorStack(cluster, member.region),
      needs: [],
      parameters: () => detectorParameters(cluster, member),
    })),
    { ...copilot, needs: [], parameters: () => copilotParameters(cluster) },
    ...cluster.regions.map((member) => {
      const detector = detectorStack(cluster, member.region);
      return {
        ...instanceStack(cluster, member.region),
        needs: [detector.id],
        parameters: ({ outputsOf }: StackInputs) => instanceParameters(cluster, member, outputsOf(detector.id)),
      };
    }),
    {
      ...clusterStack(cluster),
      needs: [...instances.map(({ id }) => id), copilot.id],
      parameters: async ({ outputsOf, shouldCreateStateTable }: StackInputs) =>
        clusterParameters(
          cluster,
          (region) => outputsOf(instanceStack(cluster, region).id),
          outputsOf(copilot.id),
          await shouldCreateStateTable(),
        ),
    },
  ];
}
