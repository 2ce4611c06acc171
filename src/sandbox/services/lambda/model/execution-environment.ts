import { Worker } from 'node:worker_threads';
import { WORKER_SOURCE } from './worker-source.js';

/** A function error as its payload has it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** JSON text of what the handler returned, or its error. */
export type Outcome = { ok: true; payload: string } | { ok: false; error: FunctionError };

/** What a function's code runs with. */
export interface EnvironmentSpec {
  /** CommonJS source of the handler's module. */
  source: string;
  /** `index.handler`: file name without its ending, and export. */
  handler: string;
  memoryMb: number;
  /** The whole environment: nothing is inherited from the sandbox's process. */
  variables: Readonly<Record<string, string>>;
}

/** The part of the handler's context that can be sent to a thread. */
export interface InvocationContext {
  awsRequestId: string;
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  logGroupName: string;
  logStreamName: string;
}

type Message =
  | { type: 'log'; text: string }
  | { type: 'ready' }
  | { type: 'init-failed'; error: FunctionError }
  | { type: 'result'; payload: string }
  | { type: 'failed'; error: FunctionError };

/**
 * One execution environment: a thread that has loaded a function's code and runs one invocation at a time.
 * It never keeps the process alive by itself.
 */
export class ExecutionEnvironment {
  readonly #worker: Worker;
  readonly #started: Promise<FunctionError | undefined>;
  #onLog: (line: string) => void;
  #settle: ((outcome: Outcome) => void) | undefined;
  #failure: FunctionError | undefined;

  constructor(spec: EnvironmentSpec, onLog: (line: string) => void) {
    this.#onLog = onLog;
    const [file, handlerName] = splitHandler(spec.handler);
    this.#worker = new Worker(WORKER_SOURCE, {
      eval: true,
      env: { ...spec.variables },
      workerData: { source: spec.source, filename: `/var/task/${file}.js`, handler: spec.handler, handlerName },
      resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb },
      // Warnings about the sandbox's Node.js do not belong in the function's log.
      execArgv: ['--no-warnings'],
    });
    this.#started = new Promise((resolve) => {
      this.#worker.on('message', (message: Message) => {
        if (message.type === 'log') this.#onLog(message.text);
        else if (message.type === 'ready') resolve(undefined);
        else if (message.type === 'result') this.#finish({ ok: true, payload: message.payload });
        else if (message.type === 'failed') this.#finish({ ok: false, error: message.error });
        else {
          this.#failure = message.error;
          resolve(message.error);
        }
      });
      const stop = (error: FunctionError) => {
        this.#failure ??= error;
        resolve(this.#failure);
        this.#finish({ ok: false, error: this.#failure });
      };
      this.#worker.on('error', (error) => stop(crash(error)));
      this.#worker.on('exit', (code) => stop(exited(code)));
    });
    this.#worker.unref();
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
      this.#worker.postMessage({ event, context, timeoutMs });
    });
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #finish(outcome: Outcome): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(outcome);
  }
}

function splitHandler(handler: string): [file: string, exportName: string] {
  const dot = handler.lastIndexOf('.');
  return [handler.slice(0, dot), handler.slice(dot + 1)];
}

function crash(error: unknown): FunctionError {
  const { code, name, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { errorType: 'Runtime.ExitError', errorMessage: 'Error: Runtime exited with error: signal: killed' };
  }
  return { errorType: name ?? 'Error', errorMessage: message ?? String(error), trace: (stack ?? '').split('\n') };
}

function exited(code: number): FunctionError {
  return {
    errorType: 'Runtime.ExitError',
    errorMessage:
      code === 0
        ? 'Error: Runtime exited without providing a reason'
        : `Error: Runtime exited with error: exit status ${code}`,
  };
}
