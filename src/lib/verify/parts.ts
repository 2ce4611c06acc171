import { GLOBAL_REGION } from '../aws/aws-clients.js';
import type { Cluster } from '../cluster/cluster.js';
import { type ClusterStack, copilotStack, detectorStack, instanceStack } from '../parts/stacks/cluster-stacks.js';

/** A resource of a stack, by its logical id. */
export interface StackResource {
  /** What it is called in messages. */
  name: string;
  region: string;
  stack: ClusterStack;
  logicalId: string;
}

function inEach(
  cluster: Cluster,
  ofRegion: (region: string) => readonly Omit<StackResource, 'region'>[],
): readonly StackResource[] {
  return cluster.regions.flatMap(({ region }) => ofRegion(region).map((one) => ({ ...one, region })));
}

/** The functions that a cluster runs in its stream regions. */
export function regionalFunctions(cluster: Cluster): readonly StackResource[] {
  return inEach(cluster, (region) => [
    { name: 'detector', stack: detectorStack(cluster, region), logicalId: 'Detector' },
    { name: 'alert handler', stack: instanceStack(cluster, region), logicalId: 'AlertHandler' },
  ]);
}

export function copilotFunction(cluster: Cluster): StackResource {
  return { name: 'copilot', region: GLOBAL_REGION, stack: copilotStack(cluster), logicalId: 'Copilot' };
}

export function schedules(cluster: Cluster): readonly StackResource[] {
  return inEach(cluster, (region) => [
    { name: 'schedule', stack: detectorStack(cluster, region), logicalId: 'Schedule' },
  ]);
}

/** Queues for what could not be delivered. */
export function deadLetterQueues(cluster: Cluster): readonly StackResource[] {
  return inEach(cluster, (region) => [
    { name: 'queue of dead letters', stack: detectorStack(cluster, region), logicalId: 'DeadLetterQueue' },
    { name: 'queue of failed alerts', stack: instanceStack(cluster, region), logicalId: 'FailedAlerts' },
  ]);
}

export function logGroups(cluster: Cluster): readonly StackResource[] {
  return inEach(cluster, (region) => [
    { name: 'log of the detector', stack: detectorStack(cluster, region), logicalId: 'DetectorLogs' },
    { name: 'log of the alert handler', stack: instanceStack(cluster, region), logicalId: 'AlertHandlerLogs' },
  ]);
}

/** The topics of the detectors, with how many subscriptions a deployment makes. */
export function topics(cluster: Cluster): readonly (StackResource & { subscriptions: number })[] {
  return cluster.regions.flatMap(({ region }) => {
    const stack = detectorStack(cluster, region);
    return [
      { name: 'topic of alerts', region, stack, logicalId: 'Topic', subscriptions: 2 },
      { name: 'topic of observations', region, stack, logicalId: 'ObservationTopic', subscriptions: 1 },
    ];
  });
}

/** The ends of the alarms' names, behind the names of their stacks. */
export const ALARMS = {
  'stale-playlist-detector': ['-silent', '-errors', '-queue-dead-letters'],
  'clustered-video-stream-instance': [
    '-playlist-stale',
    '-alert-handler-errors',
    '-failed-alerts',
    '-replication-late',
  ],
} as const;
