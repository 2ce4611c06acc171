import { systemClock } from '../../src/lib/clock.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start-sandbox.js';
import { packageRoot } from './cvs.js';

/** A sandbox whose control plane takes no time worth waiting for; errors of its own fail the test that sees them. */
export function startTestSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  return startSandbox({ port: 0, speed: 2000, clock: systemClock, packageRoot, log: () => {}, ...options });
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
