import type { Clock } from '../../../../../lib/clock.js';
import type { EnvironmentHost } from './environment-host.js';
import {
  type EnvironmentSpec,
  ExecutionEnvironment,
  type InvocationContext,
  type Outcome,
} from './execution-environment.js';

/** "Lambda execution environment lifecycle", AWS Lambda Developer Guide: the init phase is limited to 10 seconds. */
const INIT_TIMEOUT_MS = 10_000;
/** Lambda too ends an environment that nothing was invoked in for some minutes; it does not say how many. */
const IDLE_MS = 5 * 60_000;
/** Processes per function version: a laptop is not a data center. Further invocations wait for a free one. */
const MOST_ENVIRONMENTS = 8;
/** At once: most of a burst is served by the first that are warm, so that it costs neither eight processes nor their start. */
const MOST_STARTING = 2;

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
  readonly #host: EnvironmentHost;
  readonly #clock: Clock;
  /** With the timer that ends each: processes live in the machine's time, whatever the clock. */
  readonly #idle: { environment: ExecutionEnvironment; timer: NodeJS.Timeout }[] = [];
  readonly #all = new Set<ExecutionEnvironment>();
  /** Those that were given up, until their processes have ended. */
  readonly #ending = new Set<Promise<void>>();
  readonly #waiting: ((environment: ExecutionEnvironment | undefined) => void)[] = [];
  #starting = 0;
  #retired = false;
  #closed = false;

  constructor(spec: EnvironmentSpec, host: EnvironmentHost, clock: Clock) {
    this.#spec = spec;
    this.#host = host;
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

  /** Whether no process of it runs. */
  get isEmpty(): boolean {
    return this.#all.size + this.#ending.size === 0;
  }

  /** Ends the idle environments now and the busy ones when they are done: what is running may finish. */
  async retire(): Promise<void> {
    this.#retired = true;
    await Promise.all(this.#takeAllIdle().map((environment) => this.#discard(environment)));
  }

  /** Ends all environments; what is running fails. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#waiting.splice(0)) waiting(undefined);
    this.#takeAllIdle();
    await Promise.all([...this.#all].map((environment) => environment.terminate()));
    await Promise.all(this.#ending);
    this.#all.clear();
  }

  /** An idle environment, a new one, or the next that is given back; none when the pool is closed. */
  async #take(invocation: Invocation): Promise<ExecutionEnvironment | undefined> {
    while (!this.#closed) {
      const warm = this.#takeIdle();
      if (warm) return warm;
      if (this.#all.size < MOST_ENVIRONMENTS && this.#starting < MOST_STARTING) return this.#start(invocation);
      const freed = await new Promise<ExecutionEnvironment | undefined>((resolve) => this.#waiting.push(resolve));
      if (freed) return freed;
    }
    return undefined;
  }

  #start(invocation: Invocation): ExecutionEnvironment {
    const environment = new ExecutionEnvironment(this.#spec, this.#host, invocation.onLog);
    this.#all.add(environment);
    this.#starting += 1;
    void environment.started().then(() => {
      this.#starting -= 1;
      this.#waiting.shift()?.(undefined);
    });
    return environment;
  }

  async #giveBack(environment: ExecutionEnvironment): Promise<void> {
    const next = this.#waiting.shift();
    if (next) next(environment);
    else if (this.#retired) await this.#discard(environment);
    else {
      const timer = setTimeout(() => this.#endIdle(environment), IDLE_MS).unref();
      this.#idle.push({ environment, timer });
    }
  }

  /** The one that ran last: the others may be ended for being idle. */
  #takeIdle(): ExecutionEnvironment | undefined {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (idle.environment.usable) return idle.environment;
      // Its process ended between two invocations.
      void this.#discard(idle.environment);
    }
    return undefined;
  }

  #takeAllIdle(): ExecutionEnvironment[] {
    const all = this.#idle.splice(0);
    for (const { timer } of all) clearTimeout(timer);
    return all.map(({ environment }) => environment);
  }

  #endIdle(environment: ExecutionEnvironment): void {
    const place = this.#idle.findIndex((idle) => idle.environment === environment);
    if (place < 0) return;
    this.#idle.splice(place, 1);
    void this.#discard(environment);
  }

  async #discard(environment: ExecutionEnvironment): Promise<void> {
    this.#all.delete(environment);
    this.#waiting.shift()?.(undefined);
    const ending = environment.terminate();
    this.#ending.add(ending);
    await ending;
    this.#ending.delete(ending);
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
