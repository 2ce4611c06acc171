import type { AwsClients } from '../../aws/aws-clients.js';
import { callCloudFront } from '../../aws/cloudfront-call.js';
import type { Clock } from '../../clock.js';
import { messageOf } from '../../errors.js';
import type { HttpClient } from '../../http/http-client.js';
import { type Report, silent } from '../../progress.js';
import { nextPollMs } from '../../stacks/poll.js';
import type { PlaylistObject } from './master-playlist-objects.js';
import type { MasterPlaylistDistribution } from './publishing-places.js';
import { type ServedProblem, servedProblem } from './served-playlist.js';

/** An edge holds a copy for two seconds; what it still serves after this long, it holds for another reason. In ms. */
const SETTLE_MS = 8000;
/** Invalidations are mostly through within two minutes (CloudFront, "Invalidate files to remove content"). In ms. */
const INVALIDATION_MS = 3 * 60_000;

export interface AwaitServedInput {
  distribution: MasterPlaylistDistribution;
  key: string;
  wanted: ReadonlyMap<string, PlaylistObject>;
  /** Whether edges may hold what was replaced for longer than seconds, which this machine's edge need not show. */
  heldByCaches: boolean;
  /** Whether every region's bucket holds it. Where one does not, the distribution may still serve the older one. */
  complete: boolean;
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  random: () => number;
  report?: Report;
  signal?: AbortSignal;
}

/** What viewers get once it is published. */
export interface ServedResult {
  url: string;
  status: 'current' | 'outdated';
  /** What is wrong; absent when current. */
  detail?: string;
  /** Paths that were invalidated; empty when there was no need. */
  invalidated: readonly string[];
}

/**
 * Reads the master playlist through its distribution until viewers get what was published. What edges hold for longer
 * than our own Cache-Control allows is invalidated.
 */
export async function awaitServed(input: AwaitServedInput): Promise<ServedResult> {
  const { distribution, key, wanted, complete } = input;
  const { url } = distribution;
  const seen = { url, key, wanted };
  if (!input.heldByCaches || !complete) {
    const problem = await watch(input, seen, SETTLE_MS);
    if (!problem) return { url, status: 'current', invalidated: [] };
    if (!problem.stale || !complete) return { url, status: 'outdated', detail: problem.detail, invalidated: [] };
  }
  const invalidated = [...wanted.keys()].map((name) => `/${name}`);
  try {
    await invalidate(input, invalidated);
  } catch (error) {
    input.signal?.throwIfAborted();
    return { url, status: 'outdated', detail: `edges may hold the older one: ${messageOf(error)}`, invalidated: [] };
  }
  const problem = await watch(input, seen, INVALIDATION_MS);
  return problem
    ? { url, status: 'outdated', detail: problem.detail, invalidated }
    : { url, status: 'current', invalidated };
}

/** @returns what was wrong last, undefined as soon as nothing is */
async function watch(
  { http, clock, random, signal }: AwaitServedInput,
  seen: Parameters<typeof servedProblem>[0],
  limitMs: number,
): Promise<ServedProblem | undefined> {
  const start = clock.monotonic();
  for (;;) {
    const problem = await servedProblem(seen, http, signal);
    const elapsed = clock.monotonic() - start;
    if (problem === undefined || elapsed >= limitMs) return problem;
    await clock.sleep(nextPollMs(elapsed, random), signal);
  }
}

async function invalidate(input: AwaitServedInput, paths: readonly string[]): Promise<void> {
  const { clients, clock, distribution, report = silent, signal } = input;
  report({ type: 'note', message: `Invalidating ${paths.join(', ')}: edges may hold what was there before.` });
  await callCloudFront(clients, 'CreateInvalidation', distribution.id, (client, sdk) =>
    client.send(
      new sdk.CreateInvalidationCommand({
        DistributionId: distribution.id,
        InvalidationBatch: {
          // Unique, or CloudFront takes it for a repetition of an older one.
          CallerReference: `cvs-${clock.now()}`,
          Paths: { Quantity: paths.length, Items: [...paths] },
        },
      }),
      { abortSignal: signal },
    ),
  );
}
