import type { Cluster } from '../../cluster/cluster.js';
import { ASSETS } from '../assets-part.js';
import type { Given } from '../part.js';
import { REROUTES } from '../reroutes-part.js';
import { type ClusterStack, clusterStack, copilotStack, detectorStack, instanceStack } from './cluster-stacks.js';
import {
  clusterParameters,
  copilotParameters,
  detectorParameters,
  instanceParameters,
  type Parameters,
} from './stack-parameters.js';

/** What a stack's parameters are made of, beside the cluster file. */
export interface ParameterInputs {
  given: Given;
  /** Whether the cluster stack is to make the state table. */
  createStateTable: boolean;
  /** What the stack was deployed with last; undefined where it is made. */
  deployed?: Readonly<Record<string, string>>;
}

/** A stack with its place in the graph. */
export interface GraphStack extends ClusterStack {
  /** Ids of the steps whose outputs are its parameters. */
  needs: readonly string[];
  /** Whether its template makes the state table. */
  makesStateTable?: true;
  parameters: (inputs: ParameterInputs) => Parameters;
}

/**
 * The cluster's stacks and how outputs travel as parameters: detectors need nothing, the copilot what
 * is known of rerouting, an instance its
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
    {
      ...copilot,
      needs: [ASSETS, REROUTES],
      parameters: ({ given, deployed }) => copilotParameters(cluster, given.outputsOf(REROUTES), deployed),
    },
    ...cluster.regions.map((member) => {
      const detector = detectorStack(cluster, member.region);
      return {
        ...instanceStack(cluster, member.region),
        needs: [detector.id],
        parameters: ({ given }: ParameterInputs) => instanceParameters(cluster, member, given.outputsOf(detector.id)),
      };
    }),
    {
      ...clusterStack(cluster),
      needs: [...instances.map(({ id }) => id), copilot.id],
      makesStateTable: true,
      parameters: ({ given, createStateTable }: ParameterInputs) =>
        clusterParameters(
          cluster,
          (region) => given.outputsOf(instanceStack(cluster, region).id),
          given.outputsOf(copilot.id),
          createStateTable,
        ),
    },
  ];
}
