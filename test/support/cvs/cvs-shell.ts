import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a command came to. */
export interface CvsRun {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  /** What `--json` printed. */
  json: () => Record<string, unknown>;
}

/** Where a command runs, and the whole of its environment. */
export interface Surroundings {
  cwd: string;
  env: Record<string, string>;
}

/**
 * A process that runs one command of `cvs` after another, so that the SDK is loaded once. Commands wait for each other.
 * It ends when this process does.
 */
export class CvsShell {
  readonly #child: ChildProcess;
  #last: Promise<unknown> = Promise.resolve();

  /** @param child one that another shell left running */
  constructor(child = startShell()) {
    this.#child = child;
  }

  /** @throws when the process ends */
  run(args: readonly string[], where: Surroundings): Promise<CvsRun> {
    const run = this.#last.then(() => this.#run(args, where));
    this.#last = run.catch(() => {});
    return run;
  }

  async close(): Promise<void> {
    await this.#last;
    if (!this.#child.connected) return;
    const gone = once(this.#child, 'exit');
    this.#child.ref();
    this.#child.disconnect();
    await gone;
  }

  async #run(args: readonly string[], where: Surroundings): Promise<CvsRun> {
    const gone = new AbortController();
    const exited = once(this.#child, 'exit', { signal: gone.signal }).then(() => {
      throw new Error(`The process ended within cvs ${args.join(' ')}.`);
    });
    exited.catch(() => {});
    this.#child.channel?.ref();
    try {
      const answer = once(this.#child, 'message', { signal: gone.signal });
      answer.catch(() => {});
      this.#child.send({ args, ...where });
      const [run] = (await Promise.race([answer, exited])) as [Pick<CvsRun, 'exitCode' | 'stdout' | 'stderr'>];
      return { ...run, json: () => JSON.parse(run.stdout) as Record<string, unknown> };
    } finally {
      gone.abort();
      this.#child.channel?.unref();
    }
  }
}

/** The process of a shell; it keeps no other process from ending. */
export function startShell(): ChildProcess {
  const child = fork(fileURLToPath(new URL('./cvs-shell-process.mjs', import.meta.url)), [], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  return child;
}
