import type { TemplateName } from '../../assets/assets.js';
import { GLOBAL_REGION } from '../../aws/aws-clients.js';
import type { Cluster } from '../../cluster/cluster.js';

/** Regions in which a cluster has stacks: the stream regions, and us-east-1 for the copilot. */
export function allRegions({ regions }: Pick<Cluster, 'regions'>): string[] {
  return [...new Set([...regions.map(({ region }) => region), GLOBAL_REGION])];
}

/** One of a cluster's stacks. */
export interface ClusterStack {
  /** Id of the step that deploys it: the template's name, with the region where there is one a region. */
  id: string;
  template: TemplateName;
  /** `<cluster>-<template>`. */
  stackName: string;
  region: string;
}

/** Every stack of a cluster, in the order in which they can be deployed. */
export function clusterStacks(cluster: Cluster): ClusterStack[] {
  const regions = cluster.regions.map(({ region }) => region);
  return [
    ...regions.map((region) => detectorStack(cluster, region)),
    copilotStack(cluster),
    ...regions.map((region) => instanceStack(cluster, region)),
    clusterStack(cluster),
  ];
}

export function detectorStack(cluster: Cluster, region: string): ClusterStack {
  return stack(cluster, 'stale-playlist-detector', region, `stale-playlist-detector/${region}`);
}

/** In us-east-1: Lambda@Edge functions are made nowhere else. */
export function copilotStack(cluster: Cluster): ClusterStack {
  return stack(cluster, 'copilot', GLOBAL_REGION, 'copilot');
}

export function instanceStack(cluster: Cluster, region: string): ClusterStack {
  return stack(cluster, 'clustered-video-stream-instance', region, `clustered-video-stream-instance/${region}`);
}

/** In RegionOne. */
export function clusterStack(cluster: Cluster): ClusterStack {
  const [first] = cluster.regions;
  if (!first) throw new Error('A cluster has at least one region.');
  return stack(cluster, 'clustered-video-stream', first.region, 'clustered-video-stream');
}

function stack(cluster: Cluster, template: TemplateName, region: string, id: string): ClusterStack {
  return { id, template, stackName: stackNameOf(cluster.name, template), region };
}

/** Name of the stack that a template makes for a cluster, in whatever region. */
export function stackNameOf(cluster: string, template: TemplateName): string {
  return `${cluster}-${template}`;
}
