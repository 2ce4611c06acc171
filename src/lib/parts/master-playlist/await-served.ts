import { callCloudFront } from '../../aws/cloudfront-call.js';
import { nextPollMs } from '../../cloudformation/poll.js';
import { messageOf } from '../../errors.js';
import { type Report, silent } from '../../progress.js';
import type { ViewInput } from '../view.js';
import type { PlaylistObject } from './master-playlist-objects.js';

/** An edge holds a copy for two seconds; what it still serves after this long, it holds for another reason. In ms. */
const SETTLE_MS = 8000;
/** Invalidations are mostly through within two minutes (CloudFront, "Invalidate files to remove content"). In ms. */
const INVALIDATION_MS = 3 * 60_000;

/** The distribution that serves the merged master playlist. */
export interface MasterPlaylistDistribution {
  id: string;
  /** What viewers load: the playlist's own key. */
  url: string;
}

export interface AwaitServedInput extends Omit<ViewInput, 'cluster'> {
  distribution: MasterPlaylistDistribution;
  key: string;
  /** By object key, as `masterPlaylistObjects` makes them. */
  wanted: ReadonlyMap<string, PlaylistObject>;
  /** Whether edges may hold what was replaced for longer than seconds, which this machine's edge need not show. */
  heldByCaches: boolean;
  /** Whether every region's bucket holds it. Where one does not, the distribution may still serve the older one. */
  complete: boolean;
  /** Uniform in [0, 1). */
  random: () => number;
  report?: Report;
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
  const { distribution, wanted, complete } = input;
  const result = (detail: string | undefined, invalidated: readonly string[] = []): ServedResult => ({
    url: distribution.url,
    status: detail === undefined ? 'current' : 'outdated',
    detail,
    invalidated,
  });
  if (!input.heldByCaches || !complete) {
    const problem = await watch(input, SETTLE_MS);
    if (!problem?.stale || !complete) return result(problem?.detail);
  }
  const invalidated = [...wanted.keys()].map((name) => `/${name}`);
  try {
    await invalidate(input, invalidated);
  } catch (error) {
    input.signal?.throwIfAborted();
    return result(`edges may hold the older one: ${messageOf(error)}`);
  }
  return result((await watch(input, INVALIDATION_MS))?.detail, invalidated);
}

/** Why viewers do not get what was published; `stale` where an older playlist is served, as caches do. */
type ServedProblem = { detail: string; stale: boolean };

/** @returns what was wrong last, undefined as soon as nothing is */
async function watch(input: AwaitServedInput, limitMs: number): Promise<ServedProblem | undefined> {
  const { clock, random, signal } = input;
  const start = clock.monotonic();
  for (;;) {
    const problem = await servedProblem(input);
    const elapsed = clock.monotonic() - start;
    if (problem === undefined || elapsed >= limitMs) return problem;
    await clock.sleep(nextPollMs(elapsed, random), signal);
  }
}

/**
 * What is wrong with what the master playlist distribution serves; undefined when every copy is there and right. Under
 * the playlist's own key any copy is right: which one leads is the copilot's decision.
 */
async function servedProblem(input: AwaitServedInput): Promise<ServedProblem | undefined> {
  const { distribution, key, wanted, http, signal } = input;
  const root = distribution.url.slice(0, distribution.url.length - key.length);
  const bodies = new Set([...wanted.values()].map((object) => object.body));
  for (const [name, { body }] of wanted) {
    try {
      const response = await http.fetch(`${root}${name}`, { signal });
      if (response.status !== 200) return { detail: `${root}${name} answers ${response.status}`, stale: false };
      const right = name === key ? bodies.has(response.text()) : response.text() === body;
      if (!right) return { detail: `${root}${name} is not what was published`, stale: true };
    } catch (error) {
      signal?.throwIfAborted();
      return { detail: messageOf(error), stale: false };
    }
  }
  return undefined;
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
