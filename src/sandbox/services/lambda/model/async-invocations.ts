import { setMaxListeners } from 'node:events';
import type { SandboxEnvironment } from '../../../environment.js';
import type { EventInvokeConfig, FunctionRecord, FunctionVersion } from './function-record.js';
import type { RunResult } from './function-runner.js';

/** Waits before the two retries ("Asynchronous invocation error handling", AWS Lambda Developer Guide). */
const RETRY_DELAYS_MS = [60_000, 120_000];
const DEFAULTS: EventInvokeConfig = { maximumRetryAttempts: 2, maximumEventAge: 21_600 };

/** Sends a message to a queue, topic or function; used for dead letters and destinations. */
export type Deliver = (targetArn: string, body: string, attributes: Readonly<Record<string, string>>) => Promise<void>;

/** What an asynchronous invocation needs; `run` is one attempt. */
export interface AsyncInvocation {
  record: FunctionRecord;
  version: FunctionVersion;
  /** JSON text. */
  event: string;
  requestId: string;
  run(): Promise<RunResult>;
}

/** Lambda's internal event queue: retries failed events, then hands them to the destination or dead letter queue. */
export class AsyncInvocations {
  readonly #env: SandboxEnvironment;
  readonly #deliver: Deliver;
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(env: SandboxEnvironment, deliver: Deliver) {
    this.#env = env;
    this.#deliver = deliver;
    // One listener per event that waits for a retry is not a leak.
    setMaxListeners(0, this.#stopped.signal);
  }

  /** Returns at once; the event is worked on in the background. */
  enqueue(invocation: AsyncInvocation): void {
    const work = this.#work(invocation).catch((error: unknown) => {
      if (!this.#stopped.signal.aborted) this.#note(invocation.record, `event lost: ${String(error)}`);
    });
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  /** Resolves when nothing is running or waiting for a retry. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Drops what waits for a retry. */
  async close(): Promise<void> {
    this.#stopped.abort(new Error('the sandbox stopped'));
    await Promise.all(this.#running);
  }

  async #work(invocation: AsyncInvocation): Promise<void> {
    const { record, version } = invocation;
    const config = record.eventInvokeConfigs.get(version.version) ?? DEFAULTS;
    const queuedAt = this.#env.clock.now();
    for (let attempt = 0; ; attempt += 1) {
      const { outcome } = await invocation.run();
      if (outcome.ok) {
        if (config.onSuccessArn)
          await this.#deliver(config.onSuccessArn, this.#record(invocation, attempt, outcome.payload), {});
        return;
      }
      this.#stopped.signal.throwIfAborted();
      const tooOld = this.#env.clock.now() - queuedAt > config.maximumEventAge * 1000;
      if (attempt >= config.maximumRetryAttempts || tooOld) {
        await this.#giveUp(invocation, config, attempt, outcome.error);
        return;
      }
      await this.#env.latency(RETRY_DELAYS_MS[attempt] ?? 120_000, this.#stopped.signal);
    }
  }

  async #giveUp(
    invocation: AsyncInvocation,
    config: EventInvokeConfig,
    attempt: number,
    error: { errorType: string; errorMessage: string },
  ): Promise<void> {
    this.#note(invocation.record, `event failed after ${attempt + 1} attempts: ${error.errorMessage}`);
    const deadLetterArn = invocation.version.settings.deadLetterArn;
    if (deadLetterArn) {
      await this.#deliver(deadLetterArn, invocation.event, {
        RequestID: invocation.requestId,
        ErrorCode: '200',
        ErrorMessage: error.errorMessage,
      });
    }
    if (config.onFailureArn) {
      await this.#deliver(config.onFailureArn, this.#record(invocation, attempt, JSON.stringify(error), true), {});
    }
  }

  /** "Invocation record", AWS Lambda Developer Guide. */
  #record(invocation: AsyncInvocation, attempt: number, response: string, failed = false): string {
    return JSON.stringify({
      version: '1.0',
      timestamp: new Date(this.#env.clock.now()).toISOString(),
      requestContext: {
        requestId: invocation.requestId,
        functionArn: `${invocation.record.arn}:${invocation.version.version}`,
        condition: failed ? 'RetriesExhausted' : 'Success',
        approximateInvokeCount: attempt + 1,
      },
      requestPayload: JSON.parse(invocation.event),
      responseContext: {
        statusCode: 200,
        executedVersion: invocation.version.version,
        functionError: failed ? 'Unhandled' : undefined,
      },
      responsePayload: JSON.parse(response),
    });
  }

  #note(record: FunctionRecord, message: string): void {
    this.#env.log({ source: `lambda/${record.name}`, region: record.region, message, level: 'warn' });
  }
}
