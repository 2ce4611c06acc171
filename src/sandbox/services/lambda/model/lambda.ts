import type { SandboxEnvironment } from '../../../environment.js';
import type { LostRegions } from '../../../lost-regions.js';
import { policyAllows } from '../../resource-policy.js';
import { ServiceError } from '../../service-error.js';
import { AsyncInvocations, type Deliver } from './async-invocations.js';
import { Concurrency } from './concurrency.js';
import type { FunctionError } from './environment/messages.js';
import { FunctionLogs } from './function-logs.js';
import { type FunctionRecord, type FunctionVersion, parseFunctionName } from './function-record.js';
import { FunctionRunner, type RunResult } from './function-runner.js';
import { FunctionStore } from './function-store.js';
import { checkEvent } from './payload-limits.js';

export interface InvokeResult {
  requestId: string;
  executedVersion: string;
  /** JSON text: the handler's result, or the error. */
  payload: string;
  functionError?: 'Unhandled';
  lines: readonly string[];
}

/** Regions that edges run functions in when their own is lost: some of those with regional edge caches. */
export const EDGE_REGIONS = ['eu-west-1', 'eu-west-2', 'eu-central-1', 'us-east-1'];

/** AWS Lambda: functions really run, in processes of their own. */
export class Lambda {
  readonly functions: FunctionStore;
  readonly #env: SandboxEnvironment;
  readonly #logs: FunctionLogs;
  readonly #runner: FunctionRunner;
  readonly #queue: AsyncInvocations;
  readonly #concurrency = new Concurrency();
  readonly #lost: LostRegions;
  readonly #unwatch: () => void;
  readonly #stopped = new AbortController();

  /** @param options deliver: sends to dead letter queues and destinations; lost: where nothing runs for now */
  constructor(env: SandboxEnvironment, { deliver, lost }: { deliver: Deliver; lost: LostRegions }) {
    this.#env = env;
    this.functions = new FunctionStore(env);
    this.#logs = new FunctionLogs(env);
    this.#runner = new FunctionRunner(env, this.#logs);
    this.#queue = new AsyncInvocations(env, deliver);
    this.#lost = lost;
    this.#unwatch = lost.watch((region, isLost) => {
      if (isLost) void this.#runner.endIn(region);
    });
  }

  /**
   * Runs a function and waits for it. A function's own error is a result, with `functionError`.
   *
   * @param payload the event, a JSON value
   * @throws ServiceError when there is no such function, or its reserved concurrency is used up
   */
  async invoke(
    arnOrName: string,
    payload: unknown,
    options: { region: string; qualifier?: string },
  ): Promise<InvokeResult> {
    const { record, version } = this.#invocable(options.region, arnOrName, options.qualifier);
    const event = JSON.stringify(payload ?? null);
    checkEvent(event, 'RequestResponse');
    if (!this.#concurrency.tryTake(record.arn, record.reservedConcurrency)) {
      throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    const requestId = crypto.randomUUID();
    try {
      const { outcome, lines } = await this.#attempt(record, version, event, requestId);
      const executedVersion = version.version;
      return outcome.ok
        ? { requestId, executedVersion, payload: outcome.payload, lines }
        : { requestId, executedVersion, payload: JSON.stringify(outcome.error), functionError: 'Unhandled', lines };
    } finally {
      this.#concurrency.giveBack(record.arn);
    }
  }

  /**
   * Queues an event and returns at once. It waits while the reserved concurrency is used up. Failed attempts are
   * repeated twice, one and two minutes later (scaled), then the event goes to the function's dead letter queue or
   * failure destination.
   */
  async invokeAsync(
    arnOrName: string,
    payload: unknown,
    options: { region: string; qualifier?: string },
  ): Promise<{ requestId: string }> {
    const { record, version } = this.#invocable(options.region, arnOrName, options.qualifier);
    const requestId = crypto.randomUUID();
    const event = JSON.stringify(payload ?? null);
    checkEvent(event, 'Event');
    this.#queue.enqueue({
      record,
      version,
      event,
      requestId,
      run: async () => {
        await this.#concurrency.take(record.arn, () => record.reservedConcurrency, this.#stopped.signal);
        try {
          return await this.#attempt(record, version, event, requestId);
        } finally {
          this.#concurrency.giveBack(record.arn);
        }
      },
    });
    return { requestId };
  }

  /**
   * Runs a replica at an edge ("Restrictions on Lambda@Edge"): a numbered version, without its environment variables.
   *
   * @returns what the handler returned
   * @throws EdgeFunctionError when the function fails; ServiceError when there is no such version
   */
  async runAtEdge(
    versionArn: string,
    event: unknown,
    options: { region: string; timeoutMs: number },
  ): Promise<unknown> {
    const { record, version } = this.functions.version('us-east-1', versionArn);
    if (version.version === '$LATEST') {
      throw new ServiceError(
        'InvalidParameterValueException',
        `${versionArn} must reference a specific function version.`,
      );
    }
    const { outcome } = await this.#runner.run(record, version, {
      ...options,
      region: this.#edgeRegion(options.region),
      edge: true,
      event: JSON.stringify(event),
      requestId: crypto.randomUUID(),
    });
    if (!outcome.ok) throw new EdgeFunctionError(versionArn, outcome.error);
    return JSON.parse(outcome.payload) as unknown;
  }

  /** Marks a version that CloudFront has replicas of: it cannot be deleted. */
  markReplicated(versionArn: string, replicated: boolean): void {
    this.functions.markReplicated(versionArn, replicated);
  }

  /** Whether a function version exists. */
  exists(arn: string): boolean {
    return this.stateOf(arn) !== undefined;
  }

  /** The state of a function version; undefined when there is none. */
  stateOf(arn: string): 'Active' | 'Pending' | undefined {
    try {
      return this.functions.stateOf(this.functions.version(parseFunctionName(arn).region ?? 'us-east-1', arn).version);
    } catch {
      return undefined;
    }
  }

  /** Whether the function's policy lets a service invoke it on behalf of a source. */
  mayInvoke(functionArn: string, service: string, sourceArn: string): boolean {
    const { region = 'us-east-1', name } = parseFunctionName(functionArn);
    const record = this.functions.get(region, name);
    return policyAllows(JSON.stringify({ Statement: record.permissions }), {
      service,
      action: 'lambda:InvokeFunction',
      resource: functionArn,
      context: { 'AWS:SourceArn': sourceArn, 'AWS:SourceAccount': this.#env.accountId },
    });
  }

  /** The last lines that a function logged, oldest first; at an edge, `us-east-1.<name>` in the edge's region. */
  logs(region: string, functionName: string): readonly string[] {
    return this.#logs.lines(region, functionName);
  }

  /** Ends the processes of a function, or of one old revision of it. */
  async retire(functionArn: string, revisionId?: string): Promise<void> {
    await this.#runner.retire(functionArn, revisionId);
  }

  /** Resolves when no asynchronous event is being worked on. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async close(): Promise<void> {
    this.#unwatch();
    this.#stopped.abort(new Error('the sandbox stopped'));
    this.#concurrency.wake();
    await Promise.all([this.#runner.close(), this.#queue.close()]);
  }

  /** @throws ServiceError ResourceConflictException for a version that is not ready */
  #invocable(region: string, arnOrName: string, qualifier?: string): ReturnType<FunctionStore['version']> {
    const found = this.functions.version(region, arnOrName, qualifier);
    const state = this.functions.stateOf(found.version);
    if (state === 'Active') return found;
    throw new ServiceError(
      'ResourceConflictException',
      `The operation cannot be performed at this time. The function is currently in the following state: ${state}`,
      409,
    );
  }

  /** Where an edge runs its functions: another region takes over from one that is lost. */
  #edgeRegion(region: string): string {
    return [region, ...EDGE_REGIONS].find((one) => !this.#lost.has(one)) ?? region;
  }

  /** Runs a function once in its own region, when that is there. */
  async #attempt(
    record: FunctionRecord,
    version: FunctionVersion,
    event: string,
    requestId: string,
  ): Promise<RunResult> {
    await this.#lost.whenBack(record.region);
    const timeoutMs = version.settings.timeout * 1000;
    const options = { region: record.region, timeoutMs, edge: false, event, requestId };
    return this.#runner.run(record, version, options);
  }
}

/** A Lambda@Edge function failed: CloudFront answers 502 with it. */
export class EdgeFunctionError extends Error {
  readonly details: FunctionError;

  constructor(versionArn: string, details: FunctionError) {
    super(`${versionArn} failed: ${details.errorType}: ${details.errorMessage}`);
    this.name = 'EdgeFunctionError';
    this.details = details;
  }
}
