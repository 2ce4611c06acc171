import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { cvsBin, cvsEnvironment } from '../../test/support/cvs/cvs.js';
import { MeasuredProcess } from './measured-process.js';

/** Where a command of `cvs` ended. */
export interface CvsRun {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** A cluster in a sandbox, as somebody has it who follows what `cvs sandbox start` prints. */
export interface SandboxedCluster {
  sandbox: MeasuredProcess;
  /** The cluster's folder. */
  folder: string;
  /** The whole environment of a command. */
  env: Readonly<Record<string, string>>;
  masterUrl: string;
  /** The streams as they were printed, in the cluster file's order. */
  streams: readonly { region: string; distributionPlaylistUrl: string; originPlaylistUrl: string }[];
  cvs(...args: string[]): Promise<CvsRun>;
  close(): Promise<void>;
}

/** Control planes take a hundredth of the real services' time, so that the deployment takes seconds. */
const SPEED = '100';

/**
 * Starts a sandbox in its own process and does what it prints: settings, `cvs init`, `cvs deploy`.
 *
 * @param onErrorLine is called with each line of the sandbox's log
 */
export async function startSandboxedCluster(onErrorLine: (line: string) => void): Promise<SandboxedCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'cvs-soak-'));
  const lines: string[] = [];
  let printed = () => {};
  const guide = new Promise<void>((resolve) => {
    printed = resolve;
  });
  const sandbox = new MeasuredProcess({
    name: 'sandbox',
    args: [cvsBin, 'sandbox', 'start', '--port', '0', '--speed', SPEED],
    cwd: folder,
    env: cvsEnvironment({}),
    onErrorLine,
    onLine(line) {
      lines.push(line);
      if (/ destroy --yes/.test(line)) printed();
    },
  });
  const close = async () => {
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([guide, sandbox.ended.then((how) => Promise.reject(new Error(`The sandbox ended: ${how}`)))]);
    const text = lines.join('\n');
    const settings = [...text.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
    const env = cvsEnvironment({ env: Object.fromEntries(settings) as Record<string, string> });
    const init = / (init(?:.*\\\n)*.*)/.exec(text)?.[1]?.replaceAll('\\\n', '').split(/\s+/) ?? [];
    const cvs = async (...args: string[]): Promise<CvsRun> => {
      const options = { cwd: folder, env, extendEnv: false, reject: false, stdin: 'ignore' } as const;
      const { exitCode, stdout, stderr } = await execa(process.execPath, [cvsBin, ...args], options);
      return { exitCode, stdout, stderr };
    };
    const done = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await cvs(...args);
      if (exitCode !== 0) throw new Error(`cvs ${args.join(' ')}: exit ${exitCode}\n${stdout}\n${stderr}`);
      return stdout;
    };
    await done(...init);
    const deployed = await done('deploy', '--yes', '--create-buckets', '--json');
    const { masterPlaylistUrl: masterUrl } = JSON.parse(deployed) as { masterPlaylistUrl: string };
    const values = (flag: string) => init.flatMap((word, index) => (init[index - 1] === flag ? [word] : []));
    const streams = values('--region').map((region, index) => ({
      region,
      distributionPlaylistUrl: values('--distribution-playlist-url')[index] as string,
      originPlaylistUrl: values('--origin-playlist-url')[index] as string,
    }));
    return { sandbox, folder, env, masterUrl, streams, cvs, close };
  } catch (error) {
    await close();
    throw error;
  }
}
