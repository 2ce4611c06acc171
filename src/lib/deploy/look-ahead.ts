import { setMaxListeners } from 'node:events';
import { type AssetsLook, assetRegions, lookAtAssets } from '../assets/publish-assets.js';
import type { Clock } from '../clock.js';
import { type DistributionLook, readDistribution } from '../parts/copilot/read-distribution.js';
import { clusterStacks } from '../parts/stack/cluster-stacks.js';
import { type ReplicaTags, readStateTableTags } from '../parts/state-table/state-table-tags.js';
import { describeStack, type StackDescription } from '../stacks/describe-stack.js';
import { readSettledStack, type SettledStack } from '../stacks/settled-stack.js';
import { readMasterUrl } from '../state/master-url.js';
import type { StateReading } from '../state/state-reading.js';
import { stateTableOf } from '../state/state-table-of.js';
import type { DeployOptions } from './deploy-options.js';

/** How long a look speaks for what it saw, ms: about as long as a deployment takes that finds nothing to do. */
const FRESH_MS = 10_000;

/** The state table as it was a moment ago. */
export interface StateTableLook {
  reading: StateReading;
  /** Where viewers load the master playlist, as the table says. */
  masterUrl: string | undefined;
  replicas: readonly ReplicaTags[];
}

/**
 * What a deployment finds when it begins. A step takes what was found here as long as it is fresh, and looks anew
 * otherwise: `undefined` stands for that.
 */
export interface LookAhead {
  /** The stack of a step; rejects as a look of its own would. */
  stack(id: string): Promise<StackDescription | undefined>;
  /** The same with its template, where it is at rest. */
  settledStack(id: string): Promise<SettledStack | undefined>;
  /** Rejects as a look of its own would. */
  distribution(distributionId: string): Promise<DistributionLook>;
  freshDistribution(distributionId: string): Promise<DistributionLook | undefined>;
  assets(): Promise<AssetsLook | undefined>;
  stateTable(): Promise<StateTableLook | undefined>;
  /** Stops what is still being looked at, and waits for it. */
  end(): Promise<void>;
}

/**
 * Looks at everything that a deployment may have to change, all at once: steps wait for each other because of what they
 * make, and where there is nothing to make, there is nothing to wait for.
 *
 * A step may rely on it because nothing that one step changes is looked at by another, so that only somebody else can
 * have changed it since, and they could have a moment after any look. It is used for one conclusion alone: that there
 * is nothing to do. Whoever has something to do looks first, as if this had never been.
 */
export function lookAhead(options: DeployOptions): LookAhead {
  const { cluster, assets: built, clients, clock } = options;
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  // Every call that is under way listens to it, and there are dozens at once.
  setMaxListeners(0, signal);
  const looks: Look<unknown>[] = [];
  const begin = <Found>(find: () => Promise<Found>): Look<Found> => {
    const look = new Look(find(), clock);
    looks.push(look);
    return look;
  };

  const stacks = new Map(
    clusterStacks(cluster).map(({ id, region, stackName }) => {
      const found = begin(() => describeStack(clients, region, stackName, signal));
      const settled = begin(async () => readSettledStack(clients, region, await found.found, signal));
      return [id, { found, settled }];
    }),
  );
  const distributions = new Map(
    cluster.regions.map(({ distributionId }) => [
      distributionId,
      begin(() => readDistribution(clients, distributionId, signal)),
    ]),
  );
  const assets = begin(async () => lookAtAssets({ built, regions: assetRegions(cluster), clients, signal }));
  const stateTable = begin(() => lookAtStateTable(options, signal));

  return {
    stack: (id) => known(stacks, id).found.found,
    settledStack: (id) => known(stacks, id).settled.orThrow(),
    distribution: (id) => known(distributions, id).found,
    freshDistribution: (id) => known(distributions, id).ifAny(),
    assets: () => assets.orThrow(),
    // Most often it fails because there is no table yet.
    stateTable: () => stateTable.ifAny(),
    async end() {
      ended.abort();
      await Promise.allSettled(looks.map(({ found }) => found));
    },
  };
}

async function lookAtStateTable(options: DeployOptions, signal: AbortSignal): Promise<StateTableLook> {
  const { cluster, clients } = options;
  const table = stateTableOf(cluster, options);
  const [reading, masterUrl, replicas] = await Promise.all([
    table.read(signal),
    readMasterUrl(table, signal),
    readStateTableTags(clients, { table: table.name, regions: table.regions, signal }),
  ]);
  return { reading, masterUrl, replicas };
}

/** Something that is being looked at, and when that was over. */
class Look<Found> {
  readonly found: Promise<Found>;
  readonly #clock: Clock;
  #endedMs = 0;

  constructor(found: Promise<Found>, clock: Clock) {
    this.#clock = clock;
    this.found = found.finally(() => {
      this.#endedMs = clock.monotonic();
    });
    // Nobody may ever ask: steps that do not run do not.
    this.found.catch(() => {});
  }

  /**
   * What was found, if that is fresh. What is as fresh and failed, throws: to ask again what has just been refused, or
   * has just not answered for minutes, would not help.
   */
  async orThrow(): Promise<Found | undefined> {
    const [outcome] = await Promise.allSettled([this.found]);
    if (this.#clock.monotonic() - this.#endedMs > FRESH_MS) return undefined;
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }

  /** What was found, if that is fresh; undefined too when it failed. */
  ifAny(): Promise<Found | undefined> {
    return this.orThrow().catch(() => undefined);
  }
}

function known<Value>(map: ReadonlyMap<string, Value>, id: string): Value {
  const value = map.get(id);
  if (value === undefined) throw new Error(`${id} is none of the cluster's.`);
  return value;
}
