import { secondsSince } from '../cloudformation/stack.js';
import { listOf } from '../list-of.js';
import { clusterParts } from '../parts/cluster-parts.js';
import { toVersionArn } from '../parts/copilot/copilot-slots.js';
import { masterPlaylistPart } from '../parts/master-playlist/master-playlist-part.js';
import { masterPlaylistUrlOf } from '../parts/master-playlist/master-playlist-url.js';
import { verifyServing } from '../parts/master-playlist/verify-serving.js';
import type { Part } from '../parts/part.js';
import { type ClusterStack, clusterStack, clusterStacks, copilotStack } from '../parts/stacks/cluster-stacks.js';
import { checkRegionCount } from '../parts/stacks/stack-parameters.js';
import { Bringing } from './bring-parts.js';
import { runGraph, type Step } from './graph.js';
import { type RunSummary, type StepReport, summarize } from './outcome.js';
import type { DeployOptions } from './walk-options.js';

const VERIFY = 'verify';

/** A stack that a deployment was to bring up to date. */
export interface DeployedStack extends Pick<ClusterStack, 'stackName' | 'region' | 'template'> {
  status: 'created' | 'updated' | 'unchanged' | 'under-way' | 'failed' | 'interrupted' | 'skipped';
  seconds: number;
}

/** What a deployment came to; `runError` says whether a command ends well with it. */
export interface DeployResult extends RunSummary {
  /** Every stack of the cluster, in the order of the plan. */
  stacks: readonly DeployedStack[];
  distributionChanges: readonly { region: string; distributionId: string; change: 'attached' | 'unchanged' }[];
  /** What viewers load; absent until the cluster stack stands. */
  masterPlaylistUrl?: string;
  /** The copilot's version; absent until the copilot stack stands. */
  copilotVersionArn?: string;
  seconds: number;
}

/**
 * Brings a cluster to what its file says, from wherever it is: each step does what its part wants, as it is just then.
 *
 * Never rejects for a step that failed: the result tells it, and what else was done.
 *
 * @throws CvsError REGION_COUNT
 */
export async function deployCluster(options: DeployOptions): Promise<DeployResult> {
  const { cluster, clock, report, signal } = options;
  checkRegionCount(cluster);
  const start = clock.monotonic();
  const parts = clusterParts(options);
  const bringing = new Bringing(options, parts);
  const steps = [...parts.map((part) => bringing.step(part)), verifyStep(options, bringing, parts)];
  const outcomes = await runGraph(steps, { clock, report, signal }).finally(() => bringing.end());
  const summary = summarize(steps, outcomes, [...parts.filter(isPreparatory).map(({ id }) => id), VERIFY]);
  return {
    ...summary,
    stacks: clusterStacks(cluster).map((stack) => deployedStack(stack, bringing, summary.steps)),
    distributionChanges: cluster.regions.flatMap(({ region, distributionId }) => {
      const brought = bringing.outcome(`attach/${region}`);
      if (!brought) return [];
      return [{ region, distributionId, change: brought.status === 'unchanged' ? 'unchanged' : 'attached' } as const];
    }),
    ...urlAndVersion(options, bringing),
    seconds: secondsSince(clock, start),
  };
}

const isPreparatory = ({ preparatory }: Part) => preparatory === true;

function deployedStack(
  { id, stackName, region, template }: ClusterStack,
  bringing: Bringing,
  steps: readonly StepReport[],
): DeployedStack {
  const brought = bringing.outcome(id);
  const step = steps.find((one) => one.id === id);
  const finished = brought?.stack ?? (brought?.status === 'unchanged' ? 'unchanged' : undefined);
  return { stackName, region, template, status: finished ?? unfinished(step), seconds: step?.seconds ?? 0 };
}

function unfinished(step: StepReport | undefined): DeployedStack['status'] {
  switch (step?.status) {
    case 'failed':
    case 'interrupted':
    case 'under-way':
      return step.status;
    default:
      return 'skipped';
  }
}

function urlAndVersion({ cluster }: DeployOptions, { given }: Bringing) {
  const { CopilotLambdaArn: functionArn, CopilotLambdaVersion: version } = given.outputsOf(copilotStack(cluster).id);
  const { MasterPlaylistCloudFrontDomain: domain } = given.outputsOf(clusterStack(cluster).id);
  return {
    masterPlaylistUrl: domain && masterPlaylistUrlOf(cluster, domain),
    copilotVersionArn: functionArn && version && toVersionArn(functionArn, version),
  };
}

/** The last step of a deployment: viewers get what was deployed. */
function verifyStep(options: DeployOptions, bringing: Bringing, parts: readonly Part[]): Step {
  const { cluster } = options;
  const stackId = clusterStack(cluster).id;
  const playlist = masterPlaylistPart(cluster);
  const attachments = parts.map(({ id }) => id).filter((id) => id.startsWith('attach/'));
  return {
    id: VERIFY,
    title: 'Verify what viewers get',
    after: [stackId, ...attachments, playlist.id],
    run: async ({ signal }) => {
      const { MasterPlaylistCloudFrontDomain: domain = '' } = bringing.given.outputsOf(stackId);
      const masterPlaylistUrl = masterPlaylistUrlOf(cluster, domain);
      const wanted = bringing.factsOf(playlist)?.wanted;
      const unseen = await verifyServing({
        ...options,
        signal,
        masterPlaylistUrl,
        copies: wanted && 'merged' in wanted ? [...wanted.merged.copies.values()] : [],
        pathways: cluster.masterPlaylist.steering ? cluster.regions.map(({ region }) => region) : [],
        streams: cluster.regions,
      });
      const refused = unseen.length > 0 ? `; ${listOf(unseen)} not seen: this machine is refused there` : '';
      return { status: 'succeeded', detail: `${masterPlaylistUrl}${refused}` };
    },
  };
}
