import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FunctionFiles } from '../function-record.js';
import { type EnvironmentFolder, makeEnvironmentFolder, removeFolder, sizeOf } from './environment-folders.js';
import type { EnvironmentHost } from './environment-host.js';
import { exitReason } from './exit-reason.js';
import { type FunctionError, type Message, readMessages } from './messages.js';
import { nodeArguments } from './node-arguments.js';
import { residentMemory } from './resident-memory.js';

/** JSON text of what the handler returned, or its error. */
export type Outcome = { ok: true; payload: string } | { ok: false; error: FunctionError };

/** What a function's code runs with. */
export interface EnvironmentSpec {
  files: FunctionFiles;
  /** `index.handler`: file name without its ending, and export. */
  handler: string;
  memoryMb: number;
  /** Of /tmp. */
  tmpMb: number;
  /** The function's environment, given the folder it runs in. Nothing is inherited from the sandbox's process. */
  variables(folder: EnvironmentFolder): Readonly<Record<string, string>>;
}

/** The part of the handler's context that can be sent to a process. */
export interface InvocationContext {
  awsRequestId: string;
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  logGroupName: string;
  logStreamName: string;
}

const MB = 1024 * 1024;
/** With what Node.js itself starts; the function's own variables follow when its permissions are in force. */
const START_VARIABLES = { LANG: 'en_US.UTF-8', TZ: ':UTC' };
/** How often memory and /tmp are looked at. */
const WATCH_MS = 1000;
/** What Node.js itself maps, and Lambda's own does not count: allowed beside the function's memory. */
const NODE_BYTES = 64 * MB;
/** What is kept of stderr to tell why a process ended. */
const LAST_WORDS = 4096;

/**
 * One execution environment: a process that has loaded a function's code and runs one invocation at a time. Its code
 * has what Lambda gives it and not what the sandbox's user has. It never keeps the sandbox's process alive by itself.
 */
export class ExecutionEnvironment {
  readonly #spec: EnvironmentSpec;
  readonly #started: Promise<FunctionError | undefined>;
  /** Resolves when the process has ended and its folder is deleted. */
  readonly #ended: Promise<void>;
  #child: ChildProcess | undefined;
  #terminated = false;
  #onLog: (line: string) => void;
  #onStarted: (failure: FunctionError | undefined) => void = () => undefined;
  #settle: ((outcome: Outcome) => void) | undefined;
  #failure: FunctionError | undefined;
  #lastWords = '';

  constructor(spec: EnvironmentSpec, host: EnvironmentHost, onLog: (line: string) => void) {
    this.#spec = spec;
    this.#onLog = onLog;
    this.#started = new Promise((resolve) => {
      this.#onStarted = resolve;
    });
    this.#ended = this.#run(host).then(
      (reason) => this.#fail(reason),
      (error: unknown) => this.#fail({ errorType: 'Runtime.Unknown', errorMessage: String(error) }),
    );
  }

  /** Whether it can take another invocation. */
  get usable(): boolean {
    return this.#failure === undefined;
  }

  /** Resolves when the code is loaded, with the error when it could not be. */
  started(): Promise<FunctionError | undefined> {
    return this.#started;
  }

  /**
   * Runs the handler once.
   *
   * @param event JSON text
   * @param timeoutMs what the handler's context says is left; the caller enforces it
   */
  invoke(
    event: string,
    context: InvocationContext,
    timeoutMs: number,
    onLog: (line: string) => void,
  ): Promise<Outcome> {
    if (this.#failure) return Promise.resolve({ ok: false, error: this.#failure });
    this.#onLog = onLog;
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#say({ type: 'invoke', event, context, timeoutMs });
    });
  }

  /** Kills the process, whatever it does. */
  async terminate(): Promise<void> {
    this.#terminated = true;
    const child = this.#child;
    // Now the sandbox's process waits for it.
    child?.ref();
    for (const stream of child?.stdio ?? []) (stream as Socket | null)?.ref();
    child?.kill('SIGKILL');
    await this.#ended;
  }

  /** The process's life. @returns why it ended */
  async #run(host: EnvironmentHost): Promise<FunctionError> {
    const { base, guard } = await host.ground();
    const folder = await makeEnvironmentFolder(base, this.#spec.files);
    try {
      if (this.#terminated) return exitReason(null, 'SIGKILL', '');
      const start = { taskRoot: folder.task, handler: this.#spec.handler, variables: this.#spec.variables(folder) };
      const child = this.#spawn(folder);
      const { pid } = child;
      if (pid === undefined) return await ended(child, () => '');
      guard.add(pid);
      void this.#watch(child, pid, folder);
      this.#say({ type: 'start', ...start });
      const reason = await ended(child, () => this.#lastWords);
      guard.remove(pid);
      return reason;
    } finally {
      // What the code made unreadable goes with the folder of all.
      await removeFolder(folder.root).catch(() => undefined);
    }
  }

  #spawn(folder: EnvironmentFolder): ChildProcess {
    const child = spawn(process.execPath, nodeArguments(folder, this.#spec.memoryMb), {
      cwd: folder.task,
      env: START_VARIABLES,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // A session of its own: Ctrl-C is for the sandbox, which ends its functions itself.
      detached: true,
    });
    // Without a process there is nothing to listen to.
    if (child.pid === undefined) return child;
    this.#child = child;
    const [, stdout, stderr, channel] = child.stdio as unknown as [null, Socket, Socket, Socket];
    readMessages(
      channel,
      (message) => this.#receive(message),
      () => child.kill('SIGKILL'),
    );
    for (const stream of [stdout, stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (stream === stderr) this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS);
        for (const line of text.split('\n')) if (line !== '') this.#onLog(line);
      });
    }
    // The process has ended before it read what was said to it.
    channel.on('error', () => undefined);
    child.unref();
    for (const stream of [stdout, stderr, channel]) stream.unref();
    return child;
  }

  #say(message: object): void {
    const channel = this.#child?.stdio[3] as Socket | undefined;
    channel?.write(`${JSON.stringify(message)}\n`);
  }

  #receive(message: Message): void {
    if (message.type === 'log') this.#onLog(message.text);
    else if (message.type === 'ready') this.#onStarted(undefined);
    else if (message.type === 'result') this.#finish({ ok: true, payload: message.payload });
    else if (message.type === 'failed') this.#finish({ ok: false, error: message.error });
    else this.#fail(message.error);
  }

  /** Ends a process that took more memory or disk than the function has. The kernel does so in Lambda. */
  async #watch(child: ChildProcess, pid: number, folder: EnvironmentFolder): Promise<void> {
    const { memoryMb, tmpMb } = this.#spec;
    while (child.exitCode === null && child.signalCode === null) {
      await sleep(WATCH_MS, undefined, { ref: false });
      const [memory, disk] = await Promise.all([residentMemory(pid), sizeOf(folder.tmp)]);
      if (memory > memoryMb * MB + NODE_BYTES || disk > tmpMb * MB) child.kill('SIGKILL');
    }
  }

  /** No invocation can follow. The first reason stays: a process that says why it ends ends after it. */
  #fail(error: FunctionError): void {
    this.#failure ??= error;
    this.#onStarted(this.#failure);
    this.#finish({ ok: false, error: this.#failure });
  }

  #finish(outcome: Outcome): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(outcome);
  }
}

/** Resolves when a process has ended and all that it wrote is read. */
function ended(child: ChildProcess, lastWords: () => string): Promise<FunctionError> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ errorType: 'Runtime.InvalidEntrypoint', errorMessage: String(error) }));
    child.on('close', (code, signal) => resolve(exitReason(code, signal, lastWords())));
  });
}
