import { pollUntil } from '../../cloudformation/poll.js';
import type { StreamRegion } from '../../cluster/cluster.js';
import { CvsError, messageOf } from '../../errors.js';
import { servesAnswer, servesUrl } from '../../failover/ask-serves.js';
import { isClosedAnswer } from '../../hls/closed-answer.js';
import { fetchSteering } from '../../hls/steering-manifest.js';
import type { HttpResponse } from '../../http/http-client.js';
import type { ViewContext } from '../view.js';

/** New names of distributions take a while to reach every resolver. */
const LIMIT_MS = 3 * 60_000;

export interface VerifyOptions extends Pick<ViewContext, 'http' | 'clock' | 'signal'> {
  /** The merged master playlist as viewers load it. */
  masterPlaylistUrl: string;
  /** Every text that may rightly be there: one copy per region that can come first. */
  copies: readonly string[];
  /** Pathway ids; steering is checked when there are any. */
  pathways: readonly string[];
  /** The stream distributions, each with its region's copilot. */
  streams: readonly Pick<StreamRegion, 'region' | 'distributionPlaylistUrl'>[];
  random: () => number;
}

/**
 * Fetches what viewers will fetch until it is right: the master playlist, the steering manifest beside it, and at every
 * stream distribution an answer of its copilot. A distribution that does not let this machine in says nothing of that.
 *
 * @returns the regions whose distributions do not let this machine in
 * @throws CvsError NOT_SERVING with what was seen last, after three minutes
 */
export async function verifyServing(options: VerifyOptions): Promise<readonly string[]> {
  let seen = '';
  const unseen = new Set<string>();
  await pollUntil(
    async () => {
      const problem =
        (await masterProblem(options)) ??
        (await steeringProblem(options)) ??
        (await copilotProblem(options, (region) => unseen.add(region)));
      if (problem === undefined) return true;
      options.signal.throwIfAborted();
      seen = problem;
      return undefined;
    },
    {
      ...options,
      limitMs: LIMIT_MS,
      onLimit: () => {
        throw new CvsError({
          code: 'NOT_SERVING',
          message: `Everything is deployed, but viewers do not get it: ${seen}`,
          suggestions: ['Look again in a few minutes: `cvs status`.', 'Publish it again: `cvs playlist publish`.'],
        });
      },
    },
  );
  return [...unseen];
}

/**
 * Which stream distribution is not answered for by its copilot, undefined when all are. Asked is what no origin has: a
 * copilot says from where its distribution serves, or that it is closed.
 */
async function copilotProblem(
  { streams, http, signal }: VerifyOptions,
  isRefused: (region: string) => void,
): Promise<string | undefined> {
  for (const stream of streams) {
    const url = servesUrl(stream);
    try {
      const answer = await http.fetch(url, { signal, maxRedirects: 0 });
      if (refuses(answer) && refuses(await http.fetch(stream.distributionPlaylistUrl, { signal }))) {
        isRefused(stream.region);
      } else if (!isClosedAnswer(answer) && servesAnswer(answer)?.region !== stream.region) {
        return `the copilot does not answer at the distribution of ${stream.region} (${url} answers ${answer.status}).`;
      }
    } catch (error) {
      return `${messageOf(error)}.`;
    }
  }
  return undefined;
}

function refuses({ status }: Pick<HttpResponse, 'status'>): boolean {
  return status === 401 || status === 403;
}

/** What is wrong with the master playlist, undefined when it is right. */
async function masterProblem({ masterPlaylistUrl, copies, http, signal }: VerifyOptions): Promise<string | undefined> {
  try {
    const response = await http.fetch(masterPlaylistUrl, { signal });
    if (response.status !== 200) return `${masterPlaylistUrl} answers ${response.status}.`;
    return copies.includes(response.text()) ? undefined : `${masterPlaylistUrl} serves something else.`;
  } catch (error) {
    return messageOf(error);
  }
}

/** What is wrong with the steering manifest, undefined when it is right. */
async function steeringProblem(options: VerifyOptions): Promise<string | undefined> {
  const { masterPlaylistUrl, pathways, http, signal } = options;
  if (pathways.length === 0) return undefined;
  try {
    const priority = await fetchSteering(http, masterPlaylistUrl, { signal });
    if (priority.length > 0 && priority.every((one) => pathways.includes(one))) return undefined;
    return `its steering manifest has PATHWAY-PRIORITY ${JSON.stringify(priority)}.`;
  } catch (error) {
    return `${messageOf(error)}.`;
  }
}
