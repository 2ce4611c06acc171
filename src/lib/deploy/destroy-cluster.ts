import { secondsSince } from '../cloudformation/stack.js';
import { clusterRemovals } from '../parts/cluster-parts.js';
import { copilotStillRuns, readCopilotsElsewhere } from '../parts/copilot/copilots-elsewhere.js';
import { type DeletedResource, type Removal, type RetainedPart, STACK_TYPE } from '../parts/part.js';
import { type ClusterData, findClusterData, refuseProtected } from '../parts/retained-data/cluster-data.js';
import { type FoundStack, findStacks, nothingDeployed } from '../parts/stacks/find-stacks.js';
import { readRegionsChanged } from '../parts/stacks/standing-regions.js';
import { View } from '../parts/view.js';
import { runGraph, type Step } from './graph.js';
import { type RunSummary, summarize } from './outcome.js';
import type { DestroyOptions } from './walk-options.js';

/** What went, and what is still there. */
export interface DestroyResult extends RunSummary {
  deletedStacks: { stackName: string; region: string; seconds: number }[];
  deletedData: DeletedResource[];
  left: RetainedPart[];
  seconds: number;
}

/**
 * Takes a cluster down: the copilot off the stream distributions, then the stacks in reverse, as much at once as their
 * ties allow. The streams, and the distributions in front of them, are not the cluster's, and stay.
 *
 * @throws CvsError NOTHING_DEPLOYED when none of the cluster's stacks is there, nor data that is to go
 * @throws CvsError DATA_PROTECTED before anything is deleted, when the state table is to go and is protected
 */
export async function destroyCluster(options: DestroyOptions): Promise<DestroyResult> {
  const { clock, report, signal } = options;
  const start = clock.monotonic();
  await findDestroyable(options);
  const record = { deletedStacks: [], deletedData: [], left: [] };
  const steps = await removalSteps(options, record);
  const summary = summarize(steps, await runGraph(steps, { clock, report, signal }));
  return { ...summary, ...record, seconds: secondsSince(clock, start) };
}

type Record = Pick<DestroyResult, 'deletedStacks' | 'deletedData' | 'left'>;

/** A step for each removal of what is there; it waits for no removal of what is absent. */
async function removalSteps(options: DestroyOptions, record: Record): Promise<Step[]> {
  const view = new View(options);
  const looked = await Promise.all(
    clusterRemovals(options).map(async (removal) => ({ removal, facts: await removal.look(view) })),
  );
  const there = looked.filter(({ removal, facts }) => removal.isThere(facts));
  const ids = new Set(there.map(({ removal }) => removal.id));
  return there.map(({ removal, facts }) => ({
    ...removalStep(options, removal, facts, record),
    after: removal.after.filter((id) => ids.has(id)),
  }));
}

function removalStep(options: DestroyOptions, removal: Removal, facts: unknown, record: Record): Step {
  const { clients, clock, random } = options;
  const { id, title, region, stackName, after } = removal;
  return {
    ...{ id, title, region, stackName, after },
    run: async (context) => {
      const start = clock.monotonic();
      const partContext = { ...context, clients, clock, random, stepId: id };
      const { status, detail, deleted = [], retained = [] } = await removal.remove(facts, partContext, record.left);
      for (const one of deleted) {
        if (one.resourceType === STACK_TYPE) {
          const seconds = secondsSince(clock, start);
          record.deletedStacks.push({ stackName: one.physicalId, region: one.region, seconds });
        } else record.deletedData.push(one);
      }
      const gone = new Set(deleted.map(({ physicalId }) => physicalId));
      record.left = [...record.left, ...retained].filter(({ physicalId }) => !gone.has(physicalId));
      return { status, detail };
    },
  };
}

/** What a cluster is taken down from. */
export interface Destroyable {
  stacks: FoundStack[];
  /** Empty unless data is to go too. */
  data: ClusterData;
}

/**
 * Looks for what there is of a cluster to delete, and changes nothing.
 *
 * @throws CvsError REGIONS_CHANGED when the stacks were deployed for other regions, or in another order
 * @throws CvsError COPILOT_STILL_RUNS when data is to go that a distribution beside those of the cluster file still reads
 * @throws CvsError NOTHING_DEPLOYED when none of the cluster's stacks is there, nor data that is to go
 * @throws CvsError DATA_PROTECTED when the state table is to go and has deletion protection
 */
export async function findDestroyable(
  options: Pick<DestroyOptions, 'clients' | 'cluster' | 'http' | 'clock' | 'deleteData' | 'signal'>,
): Promise<Destroyable> {
  const { clients, cluster, deleteData, signal } = options;
  const view = new View(options);
  const [regionsChanged, elsewhere] = await Promise.all([
    readRegionsChanged(view),
    deleteData ? readCopilotsElsewhere(view) : [],
  ]).finally(() => view.end());
  if (regionsChanged) throw regionsChanged;
  if (elsewhere.length > 0) throw copilotStillRuns(cluster.name, elsewhere);
  const stacks = await findStacks(clients, cluster, signal);
  const data = deleteData
    ? await findClusterData(clients, cluster, signal)
    : { tables: [], buckets: [], unreadable: [] };
  if (stacks.length + data.tables.length + data.buckets.length === 0) throw await nothingDeployed(clients, cluster);
  refuseProtected(data);
  return { stacks, data };
}
