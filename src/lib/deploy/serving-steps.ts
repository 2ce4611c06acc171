import type { StreamRegion } from '../cluster/cluster.js';
import { CvsError, ExitCode } from '../errors.js';
import { attachCopilot } from '../parts/copilot/attach-copilot.js';
import { toVersionArn } from '../parts/copilot/copilot-slots.js';
import { closedRegions } from '../parts/master-playlist/closed-regions.js';
import { masterPlaylistUrlOf } from '../parts/master-playlist/master-playlist-url.js';
import { verifyServing } from '../parts/master-playlist/verify-serving.js';
import { clusterStack, copilotStack, instanceStack } from '../parts/stack/cluster-stacks.js';
import { output, stackTags } from '../parts/stack/stack-parameters.js';
import { lacksTags, tagStateTable } from '../parts/state-table/state-table-tags.js';
import { mergeMasters } from '../playlist/merge/merge.js';
import { mergeOptionsOf } from '../playlist/merge/merge-options.js';
import { fetchMasters } from '../playlist/publish/fetch-masters.js';
import { publishMasterPlaylist } from '../playlist/publish/publish-master-playlist.js';
import { recordMasterUrl } from '../state/master-url.js';
import { seedState } from '../state/seed.js';
import type { StateTable } from '../state/state-table.js';
import { stateTableOf } from '../state/state-table-of.js';
import type { DeployOptions } from './deploy-options.js';
import { type DeployRecord, outputsOf } from './deploy-record.js';
import type { Step } from './graph.js';
import type { LookAhead, StateTableLook } from './look-ahead.js';
import { whenReachable } from './when-reachable.js';

export const VERIFY_STEP = 'verify';

/** What comes after the stacks, until viewers are served. */
export function servingSteps(options: DeployOptions, record: DeployRecord, ahead: LookAhead): Step[] {
  const seed = seedStep(options, record, ahead);
  const attach = options.cluster.regions.map((member) => attachStep(options, record, ahead, member, seed.id));
  const publish = publishStep(options, record, ahead);
  return [seed, ...attach, publish, verifyStep(options, record, [...attach.map(({ id }) => id), publish.id])];
}

function seedStep(options: DeployOptions, record: DeployRecord, ahead: LookAhead): Step {
  const { cluster, clients, clock, random, identity, wishes } = options;
  return {
    id: 'state-table',
    title: `State table ${cluster.name}`,
    after: [clusterStack(cluster).id],
    run: async ({ signal }) => {
      const table = stateTableOf(cluster, { clients, clock, identity });
      const masterUrl = masterPlaylistUrlOf(cluster, outputsOf(record, clusterStack(cluster).id));
      const tags = { ...stackTags(cluster), ...wishes?.tags };
      const unchanged = { status: 'unchanged', detail: 'left as operators decided' } as const;
      if (isSeeded(table, { masterUrl, tags }, await ahead.stateTable())) return unchanged;
      const patience = { clock, random, signal };
      const { written } = await whenReachable(() => seedState(table, signal), patience);
      await whenReachable(() => recordMasterUrl(table, masterUrl, signal), patience);
      const tagged = await tagStateTable(clients, { table: table.name, regions: table.regions, tags, signal });
      if (written.length > 0) return { status: 'succeeded', detail: `open: ${written.join(', ')}` };
      return tagged.length > 0 ? { status: 'succeeded', detail: `tagged: ${tagged.join(', ')}` } : unchanged;
    },
  };
}

/** Whether the state table lacks nothing that a deployment writes. */
function isSeeded(
  { members }: StateTable,
  wanted: { masterUrl: string; tags: Readonly<Record<string, string>> },
  seen: StateTableLook | undefined,
): boolean {
  if (!seen || seen.masterUrl !== wanted.masterUrl) return false;
  return (
    members.every(({ domain }) => seen.reading.items.has(domain)) &&
    !seen.replicas.some((one) => lacksTags(one, wanted.tags))
  );
}

/** After the state table, so that the copilot finds something to read: until here viewers have noticed nothing. */
function attachStep(
  options: DeployOptions,
  record: DeployRecord,
  ahead: LookAhead,
  { region, distributionId, distributionDomain }: StreamRegion,
  seedId: string,
): Step {
  const { cluster } = options;
  const id = `attach/${region}`;
  return {
    id,
    title: `Copilot on ${distributionDomain}`,
    region,
    after: [copilotStack(cluster).id, seedId],
    run: async (context) => {
      const outputs = outputsOf(record, copilotStack(cluster).id);
      const versionArn = toVersionArn(output(outputs, 'CopilotLambdaArn'), output(outputs, 'CopilotLambdaVersion'));
      const seen = await ahead.freshDistribution(distributionId);
      const change = await attachCopilot({ ...options, ...context, stepId: id }, distributionId, versionArn, seen);
      record.distributionChanges.push({ region, distributionId, change });
      if (change === 'unchanged') return { status: 'unchanged' };
      return { status: options.detach ? 'under-way' : 'succeeded', detail: versionArn };
    },
  };
}

/** Needs the buckets only, which are there before the distribution that serves them. */
function publishStep(options: DeployOptions, record: DeployRecord, ahead: LookAhead): Step {
  const { cluster, clients, http } = options;
  const id = 'master-playlist';
  const instances = cluster.regions.map(({ region }) => ({ region, id: instanceStack(cluster, region).id }));
  return {
    id,
    title: 'Merged master playlist',
    after: instances.map((instance) => instance.id),
    run: async ({ report, signal }) => {
      // A closed region stays in the playlist: viewers who join now may have to move there later.
      const table = stateTableOf(cluster, options);
      const seen = await ahead.stateTable();
      const { members, clock } = table;
      const read = async () => seen?.reading ?? (await table.read(signal));
      const closed = await closedRegions({ members, clock, read }, signal);
      const masters = await fetchMasters(cluster, http, { signal, closedRegions: closed });
      const merged = mergeMasters(masters, mergeOptionsOf(cluster));
      for (const message of merged.summary.warnings) report({ type: 'warning', message });
      const { objects, failedRegions } = await publishMasterPlaylist({
        merged,
        key: cluster.masterPlaylist.key,
        buckets: instances.map((instance) => ({
          region: instance.region,
          bucket: output(outputsOf(record, instance.id), 'MasterPlaylistBucket'),
        })),
        clients,
        report,
        stepId: id,
        signal,
      });
      record.merged = merged;
      if (failedRegions.length > 0) {
        throw new CvsError({
          code: 'PUBLISHED_IN_PART',
          message: `The master playlist is not published in ${failedRegions.map(({ region }) => region).join(', ')}.`,
          suggestions: ['When the region is back: `cvs playlist publish`.'],
          exitCode: ExitCode.partial,
        });
      }
      const written = objects.filter(({ status }) => status === 'written').length;
      return written > 0
        ? { status: 'succeeded', detail: `${merged.summary.rungs} rungs, ${written} objects written` }
        : { status: 'unchanged' };
    },
  };
}

function verifyStep(options: DeployOptions, record: DeployRecord, after: readonly string[]): Step {
  const { cluster } = options;
  return {
    id: VERIFY_STEP,
    title: 'Verify what viewers get',
    after: [clusterStack(cluster).id, ...after],
    run: async ({ signal }) => {
      const masterPlaylistUrl = masterPlaylistUrlOf(cluster, outputsOf(record, clusterStack(cluster).id));
      await verifyServing({
        ...options,
        signal,
        masterPlaylistUrl,
        copies: [...(record.merged?.copies.values() ?? [])],
        pathways: cluster.masterPlaylist.steering ? cluster.regions.map(({ region }) => region) : [],
      });
      return { status: 'succeeded', detail: masterPlaylistUrl };
    },
  };
}
