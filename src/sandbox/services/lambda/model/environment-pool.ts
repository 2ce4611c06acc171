import type { Clock } from '../../../../lib/clock.js';
import {
  type EnvironmentSpec,
  ExecutionEnvironment,
  type InvocationContext,
  type Outcome,
} from './execution-environment.js';

/** "Lambda execution environment lifecycle", AWS Lambda Developer Guide: the init phase is limited to 10 seconds. */
const INIT_TIMEOUT_MS = 10_000;
/** Threads per function version: a laptop is not a data center. Further invocations wait for a free one. */
const MOST_ENVIRONMENTS = 8;

export interface Invocation {
  /** JSON text. */
  event: string;
  context: InvocationContext;
  timeoutMs: number;
  onLog(line: string): void;
}

/** The execution environments of one function version: warm ones are used again, more are started when all are busy. */
export class EnvironmentPool {
  readonly #spec: EnvironmentSpec;
  readonly #clock: Clock;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiting: ((environment: ExecutionEnvironment | undefined) => void)[] = [];
  #retired = false;
  #closed = false;

  constructor(spec: EnvironmentSpec, clock: Clock) {
    this.#spec = spec;
    this.#clock = clock;
  }

  /** Runs one invocation; resolves with a function error, never rejects. */
  async run(invocation: Invocation): Promise<Outcome> {
    const environment = await this.#take(invocation);
    if (!environment)
      return { ok: false, error: { errorType: 'Runtime.ExitError', errorMessage: 'Error: the sandbox stopped' } };
    const failure = await this.#limited(environment.started(), INIT_TIMEOUT_MS, () => ({
      errorType: 'Sandbox.Timedout',
      errorMessage: `Error: Init phase timed out after ${seconds(INIT_TIMEOUT_MS)} seconds`,
    }));
    const outcome: Outcome = failure
      ? { ok: false, error: failure }
      : await this.#limited(
          environment.invoke(invocation.event, invocation.context, invocation.timeoutMs, invocation.onLog),
          invocation.timeoutMs,
          () => ({
            ok: false,
            error: {
              errorType: 'Sandbox.Timedout',
              errorMessage: `Error: Task timed out after ${seconds(invocation.timeoutMs)} seconds`,
            },
            timedOut: true,
          }),
        );
    if (failure || !environment.usable || 'timedOut' in outcome) await this.#discard(environment);
    else await this.#giveBack(environment);
    return outcome.ok ? outcome : { ok: false, error: withRequestId(outcome.error, invocation.context.awsRequestId) };
  }

  /** Ends the idle environments now and the busy ones when they are done: what is running may finish. */
  async retire(): Promise<void> {
    this.#retired = true;
    await Promise.all(this.#idle.splice(0).map((environment) => this.#discard(environment)));
  }

  /** Ends all environments; what is running fails. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#waiting.splice(0)) waiting(undefined);
    await Promise.all([...this.#all].map((environment) => environment.terminate()));
    this.#all.clear();
    this.#idle.length = 0;
  }

  /** An idle environment, a new one, or the next that is given back; none when the pool is closed. */
  async #take(invocation: Invocation): Promise<ExecutionEnvironment | undefined> {
    while (!this.#closed) {
      const warm = this.#idle.pop();
      if (warm) return warm;
      if (this.#all.size < MOST_ENVIRONMENTS) {
        const environment = new ExecutionEnvironment(this.#spec, invocation.onLog);
        this.#all.add(environment);
        return environment;
      }
      const freed = await new Promise<ExecutionEnvironment | undefined>((resolve) => this.#waiting.push(resolve));
      if (freed) return freed;
    }
    return undefined;
  }

  async #giveBack(environment: ExecutionEnvironment): Promise<void> {
    const next = this.#waiting.shift();
    if (next) next(environment);
    else if (this.#retired) await this.#discard(environment);
    else this.#idle.push(environment);
  }

  async #discard(environment: ExecutionEnvironment): Promise<void> {
    this.#all.delete(environment);
    this.#waiting.shift()?.(undefined);
    await environment.terminate();
  }

  /** The work's result, or what `late` makes when it takes longer than `ms`. */
  async #limited<Result, Late>(work: Promise<Result>, ms: number, late: () => Late): Promise<Result | Late> {
    const timer = new AbortController();
    try {
      return await Promise.race([work, this.#clock.sleep(ms, timer.signal).then(late)]);
    } finally {
      timer.abort();
    }
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

/** Errors of the runtime itself, unlike those of the code, begin with the request's id. */
function withRequestId<E extends { errorType: string; errorMessage: string }>(error: E, requestId: string): E {
  const ofRuntime = /^(Runtime\.ExitError|Sandbox\.Timedout)$/.test(error.errorType);
  return ofRuntime ? { ...error, errorMessage: `RequestId: ${requestId} ${error.errorMessage}` } : error;
}
