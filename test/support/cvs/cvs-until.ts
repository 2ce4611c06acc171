import { execa } from 'execa';
import { type CvsOptions, type CvsRun, cvsBin, cvsEnvironment } from './cvs.js';

/**
 * Runs a command that goes on until Ctrl-C: waits for `until` in its output, lets `meanwhile` happen, and interrupts it.
 *
 * @param meanwhile is given what was printed so far
 */
export async function cvsUntil(
  args: readonly string[],
  options: CvsOptions,
  until: RegExp,
  meanwhile: (printed: string) => Promise<void> = async () => {},
): Promise<CvsRun> {
  const child = execa(process.execPath, [cvsBin, ...args], {
    cwd: options.cwd,
    env: cvsEnvironment(options),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  let printed = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (until.test(printed)) resolve();
    });
    child.once('exit', () => resolve());
  });
  try {
    await meanwhile(printed);
  } finally {
    child.kill('SIGINT');
  }
  const { exitCode, stdout, stderr } = await child;
  return { exitCode, stdout, stderr, json: () => JSON.parse(stdout) as Record<string, unknown> };
}
