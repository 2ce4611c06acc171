import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Waits for the end of its input, which comes when the sandbox ends, however it does; then it kills the processes of
 * the last line, and deletes the folder.
 */
const SCRIPT = `
while read -r line; do pids=$line; done
[ -n "$pids" ] && kill -KILL $pids 2>/dev/null
chmod -R u+w "$1" 2>/dev/null
rm -rf "$1"
`;

/**
 * Ends the functions' processes when the sandbox is killed. Each also ends by itself when it sees that the sandbox is
 * gone, but one in an endless loop sees nothing. It is a shell with a constant script: a megabyte, not another Node.js.
 */
export class OrphanGuard {
  readonly #shell: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #pids = new Set<number>();

  /** @param folder what is deleted at the end */
  constructor(folder: string) {
    // A session of its own: Ctrl-C and the end of the terminal are for the sandbox.
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT, 'cvs-function-guard', folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
      detached: true,
    });
    this.#ended = new Promise((resolve) => {
      this.#shell.on('exit', () => resolve());
      this.#shell.on('error', () => resolve());
    });
    // It may have ended before a line reaches it.
    this.#shell.stdin?.on('error', () => undefined);
    this.#shell.unref();
    (this.#shell.stdin as { unref?(): void } | null)?.unref?.();
  }

  add(pid: number): void {
    this.#pids.add(pid);
    this.#tell();
  }

  /** A process has ended: its number may soon be another's. */
  remove(pid: number): void {
    this.#pids.delete(pid);
    this.#tell();
  }

  /** Kills what is left, deletes the folder and ends. */
  async close(): Promise<void> {
    this.#shell.stdin?.end();
    this.#shell.ref();
    await this.#ended;
  }

  #tell(): void {
    this.#shell.stdin?.write(`${[...this.#pids].join(' ')}\n`);
  }
}
