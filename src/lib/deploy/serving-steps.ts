import { CvsError, ExitCode } from '../errors.js';
import { fetchMasters } from '../playlist/fetch-masters.js';
import { mergeMasters } from '../playlist/merge.js';
import { publishMasterPlaylist } from '../playlist/publish-master-playlist.js';
import { recordMasterUrl } from '../state/master-url.js';
import { stateTableOf } from '../state/state-table-of.js';
import { attachCopilot } from './attach-copilot.js';
import { closedRegions } from './closed-regions.js';
import { clusterStack, copilotStack, instanceStack } from './cluster-stacks.js';
import { toVersionArn } from './copilot-slots.js';
import type { DeployOptions } from './deploy-cluster.js';
import { type DeployRecord, outputsOf } from './deploy-record.js';
import type { Step } from './graph.js';
import { masterPlaylistUrlOf } from './master-playlist-url.js';
import { seedWhenReachable } from './seed-when-reachable.js';
import { output, stackTags } from './stack-parameters.js';
import { tagStateTable } from './tag-state-table.js';
import { verifyServing } from './verify-serving.js';

export const VERIFY_STEP = 'verify';

/** What comes after the stacks, until viewers are served. */
export function servingSteps(options: DeployOptions, record: DeployRecord): Step[] {
  const seed = seedStep(options, record);
  const attach = options.cluster.regions.map(({ region }) => attachStep(options, record, region, seed.id));
  const publish = publishStep(options, record);
  return [seed, ...attach, publish, verifyStep(options, record, [...attach.map(({ id }) => id), publish.id])];
}

function seedStep({ cluster, clients, clock, random, identity, wishes }: DeployOptions, record: DeployRecord): Step {
  return {
    id: 'state-table',
    title: `State table ${cluster.name}`,
    after: [clusterStack(cluster).id],
    run: async ({ signal }) => {
      const table = stateTableOf(cluster, { clients, clock, identity });
      const { written } = await seedWhenReachable(table, { clock, random, signal });
      await recordMasterUrl(table, masterPlaylistUrlOf(cluster, outputsOf(record, clusterStack(cluster).id)), signal);
      const tagged = await tagStateTable(clients, {
        table: cluster.name,
        regions: cluster.regions.map(({ region }) => region),
        tags: { ...stackTags(cluster), ...wishes?.tags },
        signal,
      });
      if (written.length === 0 && tagged.length > 0)
        return { status: 'succeeded', detail: `tagged: ${tagged.join(', ')}` };
      return written.length > 0
        ? { status: 'succeeded', detail: `open: ${written.join(', ')}` }
        : { status: 'unchanged', detail: 'left as operators decided' };
    },
  };
}

/** After the state table, so that the copilot finds something to read: until here viewers have noticed nothing. */
function attachStep(options: DeployOptions, record: DeployRecord, region: string, seedId: string): Step {
  const { cluster } = options;
  const member = cluster.regions.find((one) => one.region === region);
  if (!member) throw new Error(`${region} is no region of the cluster.`);
  const { distributionId, distributionDomain } = member;
  const id = `attach/${region}`;
  return {
    id,
    title: `Copilot on ${distributionDomain}`,
    region,
    after: [copilotStack(cluster).id, seedId],
    run: async (context) => {
      const outputs = outputsOf(record, copilotStack(cluster).id);
      const versionArn = toVersionArn(output(outputs, 'CopilotLambdaArn'), output(outputs, 'CopilotLambdaVersion'));
      const change = await attachCopilot({ ...options, ...context, stepId: id }, distributionId, versionArn);
      record.distributionChanges.push({ region, distributionId, change });
      if (change === 'unchanged') return { status: 'unchanged' };
      return { status: options.detach ? 'under-way' : 'succeeded', detail: versionArn };
    },
  };
}

/** Needs the buckets only, which are there before the distribution that serves them. */
function publishStep(options: DeployOptions, record: DeployRecord): Step {
  const { cluster, clients, http } = options;
  const id = 'master-playlist';
  const instances = cluster.regions.map(({ region }) => ({ region, id: instanceStack(cluster, region).id }));
  return {
    id,
    title: 'Merged master playlist',
    after: instances.map((instance) => instance.id),
    run: async ({ report, signal }) => {
      // A closed region stays in the playlist: viewers who join now may have to move there later.
      const closed = await closedRegions(stateTableOf(cluster, options), signal);
      const masters = await fetchMasters(cluster, http, { signal, closedRegions: closed });
      const merged = mergeMasters(masters, { steering: cluster.masterPlaylist.steering });
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
