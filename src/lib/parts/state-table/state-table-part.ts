import type { Cluster } from '../../cluster/cluster.js';
import { CvsError } from '../../errors.js';
import { readMasterUrl, recordMasterUrl } from '../../state/master-url.js';
import { seedState } from '../../state/seed.js';
import { StateTable } from '../../state/state-table.js';
import { masterPlaylistUrlOf } from '../master-playlist/master-playlist-url.js';
import type { Given, Part, Want } from '../part.js';
import { clusterStack } from '../stacks/cluster-stacks.js';
import { stackTags } from '../stacks/stack-parameters.js';
import { readState } from './read-state.js';
import { lacksTags, type ReplicaTags, readReplicaTags, tagReplicas } from './state-table-tags.js';

export const STATE_TABLE = 'state-table';

/** What a deployment writes into the state table; undefined where there is no table. */
type Facts =
  | {
      /** Domains that have a distribution item. */
      domains: ReadonlySet<string>;
      /** Where viewers load the master playlist, as the table says. */
      masterUrl: string | undefined;
      replicas: readonly ReplicaTags[];
    }
  | undefined;

/**
 * The items that a deployment writes into the state table, and the tags of its replicas. The table itself belongs to
 * the cluster stack. Items that are there stay as operators decided.
 */
export function stateTablePart(options: {
  cluster: Cluster;
  /** Who deploys: the items say it. */
  identity: string;
  tags?: Readonly<Record<string, string>>;
}): Part<Facts> {
  const { cluster, identity } = options;
  const tags = { ...stackTags(cluster), ...options.tags };
  const stackId = clusterStack(cluster).id;
  const masterUrlIn = (given: Given) => {
    const { MasterPlaylistCloudFrontDomain: domain } = given.outputsOf(stackId);
    return domain && masterPlaylistUrlOf(cluster, domain);
  };
  return {
    id: STATE_TABLE,
    title: `State table ${cluster.name}`,
    after: [stackId],

    async look(view) {
      const reading = await readState(view).catch(ifMissing);
      if (!reading) return undefined;
      const { clients, clock } = view.context;
      const table = new StateTable(cluster, { clients, clock, identity });
      const [masterUrl, replicas] = await Promise.all([
        view.read('master-url', (signal) => readMasterUrl(table, signal)),
        Promise.all(
          table.regions.map((region) =>
            view.read(`tags/${region}`, (signal) => readReplicaTags(clients, region, table.name, signal)),
          ),
        ),
      ]);
      return { domains: new Set(reading.items.keys()), masterUrl, replicas };
    },

    want(facts, given) {
      return wantItems(facts, { cluster, tags, masterUrl: masterUrlIn(given) });
    },

    async bring(facts, given, { clients, clock, signal }) {
      const table = new StateTable(cluster, { clients, clock, identity });
      const masterUrl = masterUrlIn(given);
      if (masterUrl === undefined) throw new Error('The cluster stack has no MasterPlaylistCloudFrontDomain.');
      const { written } = await seedState(table, signal);
      await recordMasterUrl(table, masterUrl, signal);
      const tagged = await tagReplicas(clients, facts?.replicas ?? [], tags, signal);
      const done = [
        ...(written.length > 0 ? [`open: ${written.join(', ')}`] : []),
        ...(tagged.length > 0 ? [`tagged: ${tagged.join(', ')}`] : []),
      ];
      return { status: 'succeeded', detail: done.join('; ') || `master playlist URL: ${masterUrl}` };
    },
  };
}

function ifMissing(error: unknown): undefined {
  if (error instanceof CvsError && error.code === 'TABLE_MISSING') return undefined;
  throw error;
}

function wantItems(
  facts: Facts,
  wanted: { cluster: Cluster; tags: Readonly<Record<string, string>>; masterUrl: string | undefined },
): Want {
  const domains = wanted.cluster.regions.map(({ distributionDomain }) => distributionDomain);
  const absent = domains.filter((domain) => !facts?.domains.has(domain));
  if (!facts || absent.length > 0) return { action: 'create', why: `open: ${absent.join(', ')}` };
  const untagged = facts.replicas.filter((replica) => lacksTags(replica, wanted.tags));
  const reasons = [
    ...(wanted.masterUrl === undefined || wanted.masterUrl !== facts.masterUrl
      ? [`master playlist URL: ${wanted.masterUrl ?? 'known after the deployment'}`]
      : []),
    ...(untagged.length > 0 ? [`tags: ${untagged.map(({ region }) => region).join(', ')}`] : []),
  ];
  return reasons.length > 0
    ? { action: 'update', why: reasons.join('; ') }
    : { action: 'unchanged', why: 'left as operators decided' };
}
