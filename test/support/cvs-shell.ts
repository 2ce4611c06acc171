import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type CvsOptions, type CvsRun, cvsEnvironment } from './cvs.js';

/** A process that runs one command of `cvs` after another, so that the SDK is loaded once. Commands wait for each other. */
export class CvsShell {
  readonly #child: ChildProcess;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: CvsOptions) {
    this.#child = fork(fileURLToPath(new URL('./cvs-shell-process.mjs', import.meta.url)), [], {
      cwd: options.cwd,
      env: cvsEnvironment(options),
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }

  /** @throws when the process is gone */
  run(args: readonly string[]): Promise<CvsRun> {
    const run = this.#last.then(() => this.#run(args));
    this.#last = run.catch(() => {});
    return run;
  }

  async close(): Promise<void> {
    await this.#last;
    const gone = once(this.#child, 'exit');
    if (this.#child.exitCode === null) {
      this.#child.disconnect();
      await gone;
    }
  }

  async #run(args: readonly string[]): Promise<CvsRun> {
    const gone = new AbortController();
    const exited = once(this.#child, 'exit', { signal: gone.signal }).then(() => {
      throw new Error(`The process ended within cvs ${args.join(' ')}.`);
    });
    exited.catch(() => {});
    try {
      const answer = once(this.#child, 'message', { signal: gone.signal });
      answer.catch(() => {});
      this.#child.send([...args]);
      const [run] = (await Promise.race([answer, exited])) as [Pick<CvsRun, 'exitCode' | 'stdout' | 'stderr'>];
      return { ...run, json: () => JSON.parse(run.stdout) as Record<string, unknown> };
    } finally {
      gone.abort();
    }
  }
}
