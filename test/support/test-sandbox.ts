import { systemClock } from '../../src/lib/clock.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start-sandbox.js';
import { packageRoot } from './cvs/cvs.js';
import { rememberKey } from './sandbox-keys.js';

/** A sandbox whose control plane takes no time worth waiting for; errors of its own fail the test that sees them. */
export async function startTestSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const defaults = { port: 0, speed: 2000, clock: systemClock, packageRoot, log: () => {} };
  const sandbox = await startSandbox({ ...defaults, ...options });
  rememberKey(sandbox);
  return sandbox;
}

/** The flags of `cvs init` that describe the sandbox's streams. */
export function streamFlags(streams: Sandbox['streams']): string[] {
  return streams.flatMap((stream) => [
    `--region=${stream.region}`,
    `--distribution-id=${stream.distributionId}`,
    `--distribution-playlist-url=${stream.distributionPlaylistUrl}`,
    `--origin-playlist-url=${stream.originPlaylistUrl}`,
  ]);
}
