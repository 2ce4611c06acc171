import type { Exercise } from '../lib/drill/exercises/exercise.js';
import { fault } from '../lib/drill/exercises/fault.js';
import { usageError } from '../lib/errors.js';
import type { FaultSpec } from '../sandbox/faults/fault.js';
import { faultClient } from '../sandbox/faults/fault-client.js';
import type { StreamFault } from '../sandbox/faults/stream-fault.js';
import { runningSandbox } from './sandbox-key.js';

const STREAM: Readonly<Record<string, StreamFault>> = {
  freeze: { how: 'freeze' },
  'audio-freeze': { how: 'audio-freeze' },
  'video-freeze': { how: 'video-freeze' },
  refuse: { how: 'refuse' },
  hang: { how: 'hang' },
  status: { how: 'status', code: 503 },
  slow: { how: 'slow', seconds: 5 },
  gap: { how: 'gap' },
  end: { how: 'end' },
  black: { how: 'black' },
  'frozen-picture': { how: 'frozen-picture' },
  silent: { how: 'silent' },
};

/** What `--fault` takes: faults of a region's stream, and the loss of everything of a region. */
export const DRILL_FAULTS = [...Object.keys(STREAM), 'lost'];

/**
 * A drill with a fault of the sandbox.
 *
 * @param name one of {@link DRILL_FAULTS}
 * @throws CvsError (usage) NOT_A_SANDBOX where the cluster is in AWS, SANDBOX_KEY; NO_SANDBOX where none answers
 */
export async function sandboxFault(
  name: string,
  cacheDir: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Exercise> {
  const endpoint = env.AWS_ENDPOINT_URL;
  if (!endpoint) {
    throw usageError(
      'NOT_A_SANDBOX',
      `--fault ${name} breaks a stream, which only the sandbox can do, and AWS_ENDPOINT_URL names none: this cluster is in AWS. Nothing was done.`,
      'To rehearse an outage in AWS without touching an encoder: cvs drill --outage',
    );
  }
  const client = faultClient(await runningSandbox(cacheDir, endpoint, env), fetch);
  // Whether it is one is known before viewers begin to play.
  await client.list();
  return fault(name, async (region, forMs) => {
    const id = await client.add({ ...specOf(name, region), forSeconds: Math.ceil(forMs / 1000) });
    return async () => {
      if (id !== undefined) await client.clear(id);
    };
  });
}

function specOf(name: string, region: string): Extract<FaultSpec, { kind: 'stream' | 'region' }> {
  const stream = STREAM[name];
  return stream ? { kind: 'stream', region, ...stream } : { kind: 'region', region, how: 'lost' };
}
