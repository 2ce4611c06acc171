import type { StackDescription } from '../cloudformation/describe-stack.js';
import { splitVersionArn, toVersionArn } from '../parts/copilot/copilot-slots.js';
import { readFormerCopilots } from '../parts/copilot/former-copilots.js';
import { attachmentOf, readDistribution } from '../parts/copilot/read-distribution.js';
import { readPublished } from '../parts/master-playlist/compare-published.js';
import { type ClusterStack, clusterStacks, copilotStack } from '../parts/stacks/cluster-stacks.js';
import { readStack } from '../parts/stacks/read-stack.js';
import { readRegionsChanged } from '../parts/stacks/standing-regions.js';
import type { View, ViewInput } from '../parts/view.js';
import type { DistributionStatus, Known, RegionStatus } from './cluster-status.js';
import { inStatusView, known } from './known.js';

/** What AWS's control planes and buckets say: it changes with deployments only. */
export interface ControlPlane {
  /** By the stack's id; undefined when it is not there. */
  stacks: ReadonlyMap<string, Known<StackDescription | undefined>>;
  /** By region. */
  distributions: ReadonlyMap<string, RegionStatus['distribution']>;
  published: Known<Awaited<ReturnType<typeof readPublished>>>;
  /** What stands against the regions of the cluster file; undefined when nothing does, or nothing is known. */
  regionsChanged?: string;
}

/** What is said before the control planes have answered for the first time. */
export const NOT_READ_YET: ControlPlane = {
  stacks: new Map(),
  distributions: new Map(),
  published: { known: false, why: 'not read yet' },
};

/** Reads it. Throws only the signal's reason. */
export function readControlPlane(context: ViewInput): Promise<ControlPlane> {
  return inStatusView(context, (view) => read(view, context));
}

async function read(view: View, { cluster }: ViewInput): Promise<ControlPlane> {
  const [stacks, distributions, published, regionsChanged] = await Promise.all([
    Promise.all(
      clusterStacks(cluster).map(async (stack) => [stack.id, await known(view, () => readStack(view, stack))] as const),
    ),
    Promise.all(
      cluster.regions.map(
        async ({ region, distributionId }) =>
          [region, await known(view, () => distributionStatus(view, distributionId))] as const,
      ),
    ),
    known(view, readPublished),
    known(view, readRegionsChanged),
  ]);
  return {
    stacks: new Map(stacks),
    distributions: new Map(distributions),
    published,
    regionsChanged: regionsChanged.known ? regionsChanged.value?.message : undefined,
  };
}

/** Whether what a region's bucket holds is what would be published now. */
export function publishedIn(region: string, { published }: ControlPlane): RegionStatus['masterPlaylist'] {
  if (!published.known) return published;
  const { regions, withoutBucket } = published.value;
  const compared = regions.find((one) => one.region === region);
  if (compared) return { known: true, value: { status: compared.status, detail: compared.detail } };
  return { known: false, why: withoutBucket.find((one) => one.region === region)?.why ?? 'was not compared' };
}

/** An output of a stack, or why it is not known. */
export function outputOf(
  { id, stackName, region }: ClusterStack,
  { stacks }: ControlPlane,
  key: string,
): Known<string> {
  const read = stacks.get(id);
  if (!read?.known) return read ?? { known: false, why: 'not read yet' };
  const value = read.value?.outputs[key];
  if (value !== undefined) return { known: true, value };
  const why = read.value ? `has no output ${key} yet` : 'is not deployed';
  return { known: false, why: `${stackName} (${region}) ${why}` };
}

/** What CloudFront says of a distribution, and whether the copilot that is attached is the one that was deployed last. */
async function distributionStatus(view: View, distributionId: string): Promise<DistributionStatus> {
  const [copilot, { enabled, deployed, slots }] = await Promise.all([
    // Without the copilot's name it cannot be told from somebody else's function.
    readStack(view, copilotStack(view.context.cluster)),
    readDistribution(view, distributionId),
  ]);
  const former = await readFormerCopilots(view, slots);
  const { CopilotLambdaArn: functionArn, CopilotLambdaVersion: version } = copilot?.outputs ?? {};
  const latestVersion = functionArn && version && splitVersionArn(toVersionArn(functionArn, version)).version;
  return { enabled, deployed, ...attachmentOf(slots, functionArn, former), latestVersion };
}
