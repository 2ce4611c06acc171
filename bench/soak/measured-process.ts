import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const probe = fileURLToPath(new URL('./process-probe.cjs', import.meta.url));

/** How the requests to one port of a process ended. */
export interface PortCounts {
  begun: number;
  answered: number;
  /** The one who asked closed the connection before the answer. */
  abandoned: number;
  /** The server ended the connection instead. */
  brokenOff: number;
}

/** What the probe in a process tells. */
export interface ProbeReading {
  memory: NodeJS.MemoryUsage;
  /** The longest time for which its event loop was held up since the last reading, in ms. */
  delayMs: number;
  /** By port. */
  ports: Readonly<Record<string, PortCounts>>;
  /** Requests that have no answer yet. */
  waiting: number;
  /** Those that have waited for more than 30 s. */
  late: readonly string[];
}

export interface MeasuredOptions {
  name: string;
  args: readonly string[];
  cwd: string;
  /** The whole of its environment. */
  env: Readonly<Record<string, string>>;
  /** Is called with each line that it prints. */
  onLine?: (line: string) => void;
  onErrorLine?: (line: string) => void;
}

/** A Node.js process whose memory and requests a soak watches; it starts garbage collections only when it is told to. */
export class MeasuredProcess {
  readonly name: string;
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  #exit: string | undefined;

  constructor({ name, args, cwd, env, onLine = () => {}, onErrorLine = () => {} }: MeasuredOptions) {
    this.name = name;
    this.#child = spawn(process.execPath, ['--expose-gc', '--require', probe, ...args], {
      cwd,
      env: { ...env, CVS_PROBE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const { stdout, stderr } = this.#child;
    if (stdout) createInterface({ input: stdout }).on('line', onLine);
    if (stderr) createInterface({ input: stderr }).on('line', onErrorLine);
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#exit = code === null ? `signal ${signal}` : `exit ${code}`;
        resolve(this.#exit);
      });
    });
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** How it ended; undefined while it runs. */
  get exit(): string | undefined {
    return this.#exit;
  }

  /** @param gc collect garbage first */
  async read(gc: boolean): Promise<ProbeReading> {
    return (await this.#ask({ probe: 'read', gc })) as ProbeReading;
  }

  /** Writes a heap snapshot into a file. */
  async snapshot(path: string): Promise<void> {
    await this.#ask({ probe: 'snapshot', path });
  }

  /** Ends it as Ctrl-C does. */
  async stop(): Promise<void> {
    this.#child.kill('SIGINT');
    await this.ended;
  }

  async #ask(question: { probe: string; gc?: boolean; path?: string }): Promise<unknown> {
    if (this.#exit !== undefined) throw new Error(`${this.name} has ended: ${this.#exit}`);
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error(`${this.name} ended: ${this.#exit}`));
      const onMessage = (answer: { probe?: string }) => {
        if (answer.probe !== question.probe) return;
        this.#child.off('message', onMessage).off('exit', onExit);
        resolve(answer);
      };
      this.#child.on('message', onMessage).once('exit', onExit);
      this.#child.send(question);
    });
  }
}
