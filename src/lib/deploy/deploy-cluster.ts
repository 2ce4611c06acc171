import { assetRegions, publishAssets } from '../assets/publish-assets.js';
import { toVersionArn } from '../parts/copilot/copilot-slots.js';
import { masterPlaylistUrlOf } from '../parts/master-playlist/master-playlist-url.js';
import { clusterStack, clusterStacks, copilotStack } from '../parts/stack/cluster-stacks.js';
import { checkRegionCount, output } from '../parts/stack/stack-parameters.js';
import { checkDistributions } from '../parts/stream-distributions.js';
import { secondsSince } from '../stacks/stack.js';
import type { DeployOptions } from './deploy-options.js';
import type { DeployedStack, DeployRecord, DistributionChange } from './deploy-record.js';
import { runGraph, type Step } from './graph.js';
import { type LookAhead, lookAhead } from './look-ahead.js';
import { type RunSummary, type StepReport, summarize } from './outcome.js';
import { servingSteps, VERIFY_STEP } from './serving-steps.js';
import { stackSteps } from './stack-steps.js';

/** What a deployment came to; `runError` says whether a command ends well with it. */
export interface DeployResult extends RunSummary {
  /** Every stack of the cluster, in the order of the plan. */
  stacks: readonly DeployedStack[];
  distributionChanges: readonly DistributionChange[];
  /** What viewers load; absent until the cluster stack stands. */
  masterPlaylistUrl?: string;
  /** The copilot's version; absent until the copilot stack stands. */
  copilotVersionArn?: string;
  seconds: number;
}

const CHECK_STEP = 'check';
const ASSETS_STEP = 'assets';

/**
 * Brings a cluster to what its file says, from wherever it is: each step looks first and changes only what differs.
 *
 * Never rejects for a step that failed: the result tells it, and what else was done.
 *
 * @throws CvsError REGION_COUNT
 */
export async function deployCluster(options: DeployOptions): Promise<DeployResult> {
  const { cluster, clock, report, signal } = options;
  checkRegionCount(cluster);
  const start = clock.monotonic();
  const record: DeployRecord = { stacks: new Map(), distributionChanges: [] };
  const ahead = lookAhead(options);
  const steps = [
    checkStep(options, ahead),
    assetsStep(options, ahead),
    ...stackSteps(options, record, ahead, [ASSETS_STEP]),
    ...servingSteps(options, record, ahead),
  ];
  const outcomes = await runGraph(steps, { clock, report, signal }).finally(() => ahead.end());
  const summary = summarize(steps, outcomes, [CHECK_STEP, ASSETS_STEP, VERIFY_STEP]);

  const clusterOutputs = record.stacks.get(clusterStack(cluster).id)?.outputs;
  const copilotOutputs = record.stacks.get(copilotStack(cluster).id)?.outputs;
  return {
    ...summary,
    stacks: clusterStacks(cluster).map(({ id, stackName, region, template }) => {
      const result = record.stacks.get(id);
      const step = summary.steps.find((one) => one.id === id);
      const status = result?.status ?? unfinished(step);
      return { stackName, region, template, status, seconds: result?.seconds ?? step?.seconds ?? 0 };
    }),
    distributionChanges: record.distributionChanges,
    ...(clusterOutputs ? { masterPlaylistUrl: masterPlaylistUrlOf(cluster, clusterOutputs) } : {}),
    ...(copilotOutputs
      ? {
          copilotVersionArn: toVersionArn(
            output(copilotOutputs, 'CopilotLambdaArn'),
            output(copilotOutputs, 'CopilotLambdaVersion'),
          ),
        }
      : {}),
    seconds: secondsSince(clock, start),
  };
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

function checkStep({ cluster }: DeployOptions, ahead: LookAhead): Step {
  return {
    id: CHECK_STEP,
    title: 'Check the stream distributions',
    after: [],
    run: async () => {
      await checkDistributions(cluster, {
        copilot: () => ahead.stack(copilotStack(cluster).id),
        distribution: (id) => ahead.distribution(id),
      });
      return { status: 'succeeded' };
    },
  };
}

function assetsStep({ cluster, assets, clients, createBuckets }: DeployOptions, ahead: LookAhead): Step {
  return {
    id: ASSETS_STEP,
    title: 'Publish assets',
    after: [CHECK_STEP],
    run: async ({ report, signal }) => {
      const regions = assetRegions(cluster);
      const task = { built: assets, regions, clients, createBuckets, report, signal };
      const { uploaded } = await publishAssets(task, await ahead.assets());
      return uploaded.length > 0
        ? { status: 'succeeded', detail: `${uploaded.length} objects uploaded` }
        : { status: 'unchanged' };
    },
  };
}
