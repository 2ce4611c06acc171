import { fileURLToPath } from 'node:url';
import { cvsBin } from '../../test/support/cvs/cvs.js';
import type { AudienceState, ViewerFailure } from './audience.js';
import { MeasuredProcess } from './measured-process.js';
import type { SandboxedCluster } from './sandboxed-cluster.js';

/** Synthetic viewers at a time. */
const SEATS = 12;

/** What runs beside the sandbox for the whole of a soak. */
export interface SoakProcesses {
  all: readonly MeasuredProcess[];
  /** The newest word of the synthetic viewers. */
  audience(): AudienceState | undefined;
  stop(): Promise<void>;
}

/**
 * Starts the synthetic viewers, `cvs status --watch` and `cvs detector run` for the first region: what operators leave
 * running.
 *
 * @param onFailure is called when a viewer has given up
 */
export function startSoakProcesses(
  { folder, env, masterUrl, streams }: SandboxedCluster,
  seed: number,
  onFailure: (why: string) => void,
): SoakProcesses {
  let state: AudienceState | undefined;
  const script = fileURLToPath(new URL('./audience.ts', import.meta.url));
  const audience = new MeasuredProcess({
    name: 'viewers',
    args: ['--import', import.meta.resolve('tsx'), script, masterUrl, `${SEATS}`, `${seed}`],
    cwd: folder,
    env,
    onLine(line) {
      const word = JSON.parse(line) as AudienceState | ViewerFailure;
      if (word.type === 'state') state = word;
      else onFailure(`${word.why} (${word.story.join('; ')})`);
    },
    onErrorLine: (line) => console.error(line),
  });
  const [first] = streams;
  const urls = [
    '--origin-url',
    first?.originPlaylistUrl ?? '',
    '--distribution-url',
    first?.distributionPlaylistUrl ?? '',
  ];
  const command = (name: string, ...args: string[]) =>
    new MeasuredProcess({ name, args: [cvsBin, ...args], cwd: folder, env });
  const all = [
    audience,
    command('cvs status --watch', 'status', '--watch'),
    command('cvs detector run', 'detector', 'run', ...urls),
  ];
  return {
    all,
    audience: () => state,
    stop: async () => {
      await Promise.all(all.map((one) => one.stop()));
    },
  };
}
