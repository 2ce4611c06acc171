import type { SandboxEnvironment } from '../../../environment.js';
import { EnvironmentPool } from './environment-pool.js';
import type { Outcome } from './execution-environment.js';
import type { FunctionLogs } from './function-logs.js';
import type { FunctionRecord, FunctionVersion } from './function-record.js';

/** Where and how one invocation runs. */
export interface RunOptions {
  /** The region it runs in: the function's own, or an edge's. */
  region: string;
  timeoutMs: number;
  /** Lambda@Edge: no variables of the function's own, logs in the edge's region. */
  edge: boolean;
  event: string;
  requestId: string;
}

export interface RunResult {
  outcome: Outcome;
  /** The lines this invocation logged. */
  lines: string[];
}

/** Runs function versions in pools of threads, and keeps what they log. */
export class FunctionRunner {
  readonly #env: SandboxEnvironment;
  readonly #logs: FunctionLogs;
  /** By function ARN, revision and place. */
  readonly #pools = new Map<string, EnvironmentPool>();
  readonly #retired = new Set<EnvironmentPool>();
  #closed = false;

  constructor(env: SandboxEnvironment, logs: FunctionLogs) {
    this.#env = env;
    this.#logs = logs;
  }

  async run(record: FunctionRecord, version: FunctionVersion, options: RunOptions): Promise<RunResult> {
    const { requestId, region, edge } = options;
    const logName = edge ? `${record.region}.${record.name}` : record.name;
    const lines: string[] = [];
    const onLog = (line: string) => {
      lines.push(line);
      this.#logs.add(region, logName, line);
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
        logGroupName: `/aws/lambda/${logName}`,
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

  /** Ends the threads of a function, or of one revision of it, when what runs in them has finished. */
  async retire(functionArn: string, revisionId = ''): Promise<void> {
    const pools = [...this.#pools].filter(([key]) => key.startsWith(`${functionArn} ${revisionId}`));
    for (const [key, pool] of pools) {
      this.#pools.delete(key);
      this.#retired.add(pool);
      await pool.retire();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const pools = [...this.#pools.values(), ...this.#retired];
    this.#pools.clear();
    this.#retired.clear();
    await Promise.all(pools.map((pool) => pool.close()));
  }

  #pool(record: FunctionRecord, version: FunctionVersion, options: RunOptions): EnvironmentPool {
    const key = `${record.arn} ${version.revisionId} ${options.edge ? 'edge' : 'region'} ${options.region}`;
    let pool = this.#pools.get(key);
    if (this.#closed) throw new Error('the sandbox stopped');
    if (!pool) {
      const { handler, memorySize: memoryMb } = version.settings;
      const variables = this.#variables(record, version, options);
      pool = new EnvironmentPool({ source: version.code.source, handler, memoryMb, variables }, this.#env.clock);
      this.#pools.set(key, pool);
    }
    return pool;
  }

  /**
   * "Defined runtime environment variables", AWS Lambda Developer Guide, and `AWS_ENDPOINT_URL`, which the SDKs read,
   * so that the function's own calls reach the sandbox.
   */
  #variables(record: FunctionRecord, version: FunctionVersion, options: RunOptions): Record<string, string> {
    const logName = options.edge ? `${record.region}.${record.name}` : record.name;
    return {
      ...(options.edge ? {} : version.settings.environment),
      AWS_REGION: options.region,
      AWS_DEFAULT_REGION: options.region,
      AWS_ACCESS_KEY_ID: `ASIA${this.#env.id(16)}`,
      AWS_SECRET_ACCESS_KEY: this.#env.id(40),
      AWS_SESSION_TOKEN: this.#env.id(64),
      AWS_EXECUTION_ENV: `AWS_Lambda_${version.settings.runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: record.name,
      AWS_LAMBDA_FUNCTION_VERSION: version.version,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.settings.memorySize),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${logName}`,
      AWS_LAMBDA_LOG_STREAM_NAME: logStream(version),
      AWS_ENDPOINT_URL: this.#env.endpoint(),
      LAMBDA_TASK_ROOT: '/var/task',
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
    };
  }
}

function logStream(version: FunctionVersion): string {
  return `[${version.version}]${version.revisionId.replaceAll('-', '')}`;
}
