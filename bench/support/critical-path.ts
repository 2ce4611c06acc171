import { DescribeStackEventsCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from '../../src/lib/aws/aws-clients.js';
import type { Cluster } from '../../src/lib/cluster/cluster.js';
import { clusterStacks } from '../../src/lib/parts/stacks/cluster-stacks.js';
import type { StepSummary } from '../../src/lib/progress.js';

/** Time until CloudFront has an update at all edges, ms; the sandbox's own figure. */
const PROPAGATION_MS = 180_000;

/**
 * The services' own time for each step, by step id, in ms of real-service time: for a stack from its first event (the
 * change set that makes it) to its last, for a distribution its propagation. It does not include the time of `cvs`.
 */
export async function serviceTimes(
  clients: AwsClients,
  cluster: Cluster,
  speed: number,
): Promise<ReadonlyMap<string, number>> {
  const times = new Map(cluster.regions.map(({ region }) => [`attach/${region}`, PROPAGATION_MS]));
  for (const { id, region, stackName } of clusterStacks(cluster)) {
    const client = await clients.cloudFormation(region);
    const events: StackEvent[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new DescribeStackEventsCommand({ StackName: stackName, NextToken }));
      events.push(...(page.StackEvents ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    const at = (event: StackEvent | undefined) => event?.Timestamp?.getTime() ?? 0;
    times.set(id, (at(events[0]) - at(events.at(-1))) * speed);
  }
  return times;
}

/** The longest way through the graph, in ms. */
export function criticalPathMs(plan: readonly StepSummary[], times: ReadonlyMap<string, number>): number {
  const byId = new Map(plan.map((step) => [step.id, step]));
  const ends = new Map<string, number>();
  const endOf = (id: string): number => {
    const known = ends.get(id);
    if (known !== undefined) return known;
    const end = Math.max(0, ...(byId.get(id)?.after ?? []).map(endOf)) + (times.get(id) ?? 0);
    ends.set(id, end);
    return end;
  };
  return Math.max(...plan.map(({ id }) => endOf(id)));
}
