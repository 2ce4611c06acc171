import { pollUntil } from '../../cloudformation/poll.js';
import { CvsError, messageOf } from '../../errors.js';
import { fetchSteering } from '../../hls/steering-manifest.js';
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
  random: () => number;
}

/**
 * Fetches what viewers will fetch until it is right: the master playlist, and the steering manifest beside it.
 *
 * @throws CvsError NOT_SERVING with what was seen last, after three minutes
 */
export async function verifyServing(options: VerifyOptions): Promise<void> {
  let seen = '';
  await pollUntil(
    async () => {
      const problem = (await masterProblem(options)) ?? (await steeringProblem(options));
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
          message: `Everything is deployed, but the master playlist distribution does not serve it: ${seen}`,
          suggestions: ['Look again in a few minutes: `cvs status`.', 'Publish it again: `cvs playlist publish`.'],
        });
      },
    },
  );
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
