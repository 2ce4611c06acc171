import { CvsError } from '../errors.js';
import { readDistribution } from '../parts/copilot/read-distribution.js';
import { clusterStack, copilotStack } from '../parts/stack/cluster-stacks.js';
import { stackDefinition } from '../parts/stack/stack-definition.js';
import { type GraphStack, stackGraph } from '../parts/stack/stack-graph.js';
import { checkRegionCount } from '../parts/stack/stack-parameters.js';
import { checkDistributions } from '../parts/stream-distributions.js';
import { describeStack, type StackDescription } from '../stacks/describe-stack.js';
import { planStack } from '../stacks/plan-stack.js';
import { planAssets, planAttachments, planMasterPlaylist, planStateTable } from './plan-serving.js';
import type { PlannedStep, PlanOptions } from './planned-step.js';
import { shouldCreateStateTable } from './state-table-presence.js';

export interface PlanResult {
  /** Whether a deployment would change anything. */
  changes: boolean;
  /** Whether it would stop somewhere. */
  blocked: boolean;
  steps: readonly PlannedStep[];
}

/**
 * What {@link deployCluster} would do now. Nothing is changed: change sets, and the empty stacks that they need, are
 * taken away again.
 *
 * @throws CvsError REGION_COUNT, or what AWS refuses
 */
export async function planCluster(options: PlanOptions): Promise<PlanResult> {
  checkRegionCount(options.cluster);
  const [check, assets, stacks] = await Promise.all([planCheck(options), planAssets(options), planStacks(options)]);
  const found = (id: string) => stacks.find(({ step }) => step.id === id)?.found;
  const actionOf = (id: string) => stacks.find(({ step }) => step.id === id)?.step.action;
  const serving = await Promise.all([
    planStateTable(options, actionOf),
    ...planAttachments(options, found, actionOf),
    planMasterPlaylist(options, found),
  ]);
  const steps = [check, assets, ...stacks.map(({ step }) => step), ...serving];
  return {
    changes: steps.some(({ action }) => action !== 'unchanged' && action !== 'blocked'),
    blocked: steps.some(({ action }) => action === 'blocked'),
    steps,
  };
}

async function planCheck({ clients, cluster, signal }: PlanOptions): Promise<PlannedStep> {
  const step = { id: 'check', title: 'Check the stream distributions', after: [] };
  try {
    const { region, stackName } = copilotStack(cluster);
    await checkDistributions(cluster, {
      copilot: () => describeStack(clients, region, stackName, signal),
      distribution: (id) => readDistribution(clients, id, signal),
    });
    return { ...step, action: 'unchanged' };
  } catch (error) {
    // Without rights or network there is no plan; a wrong distribution is part of it.
    const known = ['NO_SUCH_DISTRIBUTION', 'DOMAIN_MISMATCH', 'SLOT_TAKEN'];
    if (error instanceof CvsError && known.includes(error.code))
      return { ...step, action: 'blocked', why: error.message };
    throw error;
  }
}

interface LookedAt {
  step: PlannedStep;
  found: StackDescription | undefined;
}

async function planStacks(options: PlanOptions): Promise<LookedAt[]> {
  const running = new Map<string, Promise<LookedAt>>();
  for (const stack of stackGraph(options.cluster)) {
    const needed = stack.needs.map((id) => running.get(id) as Promise<LookedAt>);
    running.set(
      stack.id,
      Promise.all(needed).then((inputs) => planOne(options, stack, inputs)),
    );
  }
  return Promise.all(running.values());
}

async function planOne(options: PlanOptions, stack: GraphStack, inputs: readonly LookedAt[]): Promise<LookedAt> {
  const { cluster, clients, clock, random, signal } = options;
  const { id, stackName, region, template, needs } = stack;
  const found = await describeStack(clients, region, stackName, signal);
  const context = { clients, clock, random, signal, region, stackName, stepId: id, report: () => {} };
  const definition = inputs.every(isDeployed)
    ? stackDefinition(
        options,
        stack,
        await stack.parameters({
          outputsOf: (needed) => inputs.find(({ step }) => step.id === needed)?.found?.outputs ?? {},
          shouldCreateStateTable: () => shouldCreateStateTable(clients, clusterStack(cluster), cluster.name, signal),
        }),
      )
    : undefined;
  const plan = await planStack(context, options.assets.templates[template].body, definition, found);
  const stopped = inputs.find(({ step }) => step.action === 'blocked');
  const changing = inputs.filter(({ step }) => step.action !== 'unchanged').map(({ step }) => step.title);
  const why = stopped
    ? `needs ${stopped.step.title}`
    : (plan.why ??
      (changing.length > 0 && found ? `may change with the outputs of: ${changing.join(', ')}` : undefined));
  const step: PlannedStep = {
    ...{ id, region, changes: plan.changes },
    title: `Stack ${stackName}`,
    after: needs.length > 0 ? needs : ['assets'],
    action: stopped ? 'blocked' : plan.action,
    ...(why ? { why } : {}),
  };
  return { step, found };
}

/** Whether a stack's outputs are there to be used. */
function isDeployed({ found, step }: LookedAt): boolean {
  return found !== undefined && (step.action === 'unchanged' || step.action === 'update');
}
