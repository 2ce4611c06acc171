import type { SandboxEnvironment } from '../../../environment.js';
import { EnvironmentHost } from './environment/environment-host.js';
import { EnvironmentPool } from './environment/environment-pool.js';
import type { EnvironmentSpec, Outcome } from './environment/execution-environment.js';
import type { FunctionLogs } from './function-logs.js';
import type { FunctionRecord, FunctionVersion } from './function-record.js';
import { type FunctionPlace, functionVariables, logName, logStream } from './function-variables.js';

/** Where and how one invocation runs. */
export interface RunOptions extends FunctionPlace {
  timeoutMs: number;
  event: string;
  requestId: string;
}

export interface RunResult {
  outcome: Outcome;
  /** The last lines this invocation logged. */
  lines: string[];
}

/** "CreateFunction", AWS Lambda API Reference: the default size of /tmp. */
const TMP_MB = 512;
/** Lines kept of an invocation. */
const KEPT_LINES = 1000;

/** Runs function versions in pools of processes, and keeps what they log. */
export class FunctionRunner {
  readonly #env: SandboxEnvironment;
  readonly #logs: FunctionLogs;
  readonly #host = new EnvironmentHost();
  /** By function ARN, revision and place. */
  readonly #pools = new Map<string, EnvironmentPool>();
  /** Old code that still runs. */
  readonly #retired = new Set<EnvironmentPool>();
  #closed = false;

  constructor(env: SandboxEnvironment, logs: FunctionLogs) {
    this.#env = env;
    this.#logs = logs;
  }

  async run(record: FunctionRecord, version: FunctionVersion, options: RunOptions): Promise<RunResult> {
    const { requestId, region } = options;
    const name = logName(record, options);
    const lines: string[] = [];
    const onLog = (line: string) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      this.#logs.add(region, name, line);
    };
    onLog(`START RequestId: ${requestId} Version: ${version.version}`);
    const startedAt = this.#env.clock.monotonic();
    const outcome = await this.#pool(record, version, options).run({
      event: options.event,
      timeoutMs: options.timeoutMs,
      onLog,
      context: {
        awsRequestId: requestId,
        functionName: record.name,
        functionVersion: version.version,
        invokedFunctionArn: version.version === '$LATEST' ? record.arn : `${record.arn}:${version.version}`,
        memoryLimitInMB: String(version.settings.memorySize),
        logGroupName: `/aws/lambda/${name}`,
        logStreamName: logStream(version),
      },
    });
    if (!outcome.ok) {
      const error = outcome.error;
      onLog(`${requestId}\tERROR\t${error.errorType}: ${error.errorMessage}`);
      for (const line of error.trace?.slice(1, 6) ?? []) onLog(line);
    }
    const tookMs = this.#env.clock.monotonic() - startedAt;
    onLog(`END RequestId: ${requestId}`);
    onLog(
      `REPORT RequestId: ${requestId}\tDuration: ${tookMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(tookMs)} ms\tMemory Size: ${version.settings.memorySize} MB`,
    );
    return { outcome, lines };
  }

  /** Ends the processes of a function, or of one revision of it, when what runs in them has finished. */
  async retire(functionArn: string, revisionId = ''): Promise<void> {
    const pools = [...this.#pools].filter(([key]) => key.startsWith(`${functionArn} ${revisionId}`));
    for (const [key, pool] of pools) {
      this.#pools.delete(key);
      this.#retired.add(pool);
      await pool.retire();
    }
    // What is left of others ended since the last time.
    for (const pool of this.#retired) if (pool.isEmpty) this.#retired.delete(pool);
  }

  /** Ends the functions of a region at once; what runs fails. What an edge runs there may finish. */
  async endIn(region: string): Promise<void> {
    const pools = [...this.#pools].filter(([key]) => key.endsWith(` region ${region}`));
    for (const [key] of pools) this.#pools.delete(key);
    await Promise.all(pools.map(([, pool]) => pool.close()));
  }

  /** How many pools there are, those of old code that still runs among them. */
  get pools(): number {
    return this.#pools.size + this.#retired.size;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const pools = [...this.#pools.values(), ...this.#retired];
    this.#pools.clear();
    this.#retired.clear();
    await Promise.all(pools.map((pool) => pool.close()));
    await this.#host.close();
  }

  #pool(record: FunctionRecord, version: FunctionVersion, options: RunOptions): EnvironmentPool {
    const key = `${record.arn} ${version.revisionId} ${options.edge ? 'edge' : 'region'} ${options.region}`;
    let pool = this.#pools.get(key);
    if (this.#closed) throw new Error('the sandbox stopped');
    if (!pool) {
      const { handler, memorySize: memoryMb } = version.settings;
      const spec: EnvironmentSpec = {
        files: version.code.files,
        handler,
        memoryMb,
        tmpMb: TMP_MB,
        variables: (folder) => functionVariables(this.#env, { record, version }, options, folder),
      };
      pool = new EnvironmentPool(spec, this.#host, this.#env.clock);
      this.#pools.set(key, pool);
    }
    return pool;
  }
}
