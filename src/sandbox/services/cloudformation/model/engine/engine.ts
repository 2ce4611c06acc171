import { messageOf } from '../../../../../lib/errors.js';
import type { SandboxEnvironment } from '../../../../environment.js';
import type { ResourceHandler } from '../../../../resources/resource-handler.js';
import type { Refusal, ResourceChange } from '../stack/change-set.js';
import type { StackInput } from '../stack/records.js';
import { RegionState } from '../stack/region-state.js';
import type { Stack, StackOperation, StopReason } from '../stack/stack.js';
import type { PseudoParameters } from '../template/pseudo-parameters.js';
import { noteStack, type Run } from './run.js';

/** Says what stands against a change set, beside what CloudFormation finds itself. */
export type RefuseChangeSet = (stack: Stack, changes: readonly ResourceChange[]) => Refusal | undefined;

/** Runs stack operations in the background, at most one a stack, and knows which of them are under way. */
export class Engine {
  readonly env: SandboxEnvironment;
  readonly #handlers: ReadonlyMap<string, ResourceHandler>;
  readonly #regions = new Map<string, RegionState>();
  readonly #running = new Set<StackOperation>();
  readonly #background = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  /** What a fault has against a change set. */
  readonly refuseChangeSet: RefuseChangeSet;

  constructor(
    env: SandboxEnvironment,
    handlers: readonly ResourceHandler[],
    refuseChangeSet: RefuseChangeSet = () => undefined,
  ) {
    this.env = env;
    this.refuseChangeSet = refuseChangeSet;
    this.#handlers = new Map(handlers.map((handler) => [handler.type, handler]));
  }

  readonly supports = (type: string): boolean => this.#handlers.has(type);

  readonly handlerOf = (type: string): ResourceHandler => {
    const handler = this.#handlers.get(type);
    if (!handler) throw new Error(`no handler for ${type}`);
    return handler;
  };

  region(name: string): RegionState {
    let state = this.#regions.get(name);
    if (!state) {
      state = new RegionState(name);
      this.#regions.set(name, state);
    }
    return state;
  }

  pseudoParameters(stack: Pick<Stack, 'id' | 'name' | 'region'>, input: StackInput): PseudoParameters {
    return {
      'AWS::AccountId': this.env.accountId,
      'AWS::NotificationARNs': input.notificationArns,
      'AWS::Partition': 'aws',
      'AWS::Region': stack.region,
      'AWS::StackId': stack.id,
      'AWS::StackName': stack.name,
      'AWS::URLSuffix': 'amazonaws.com',
    };
  }

  /** Starts an operation; one that still runs on the stack is stopped and waited for first. */
  begin(
    stack: Stack,
    options: { tags: Readonly<Record<string, string>>; token?: string },
    work: (run: Run) => Promise<void>,
  ): StackOperation {
    const previous = stack.operation;
    previous?.controller.abort('superseded' satisfies StopReason);
    const controller = new AbortController();
    const run: Run = {
      env: this.env,
      handlerOf: this.handlerOf,
      state: this.region(stack.region),
      stack,
      tags: options.tags,
      token: options.token,
      signal: controller.signal,
      stop: (reason) => controller.abort(reason),
      rollingBack: (tags) => ({ ...run, tags, signal: this.#closing.signal, stop: () => {} }),
    };
    const operation: StackOperation = { controller, settled: this.#settle(run, previous, work) };
    stack.operation = operation;
    this.#running.add(operation);
    void operation.settled.then(() => {
      this.#running.delete(operation);
      if (stack.operation === operation) stack.operation = undefined;
    });
    return operation;
  }

  /** Runs work that belongs to no stack operation, after a latency; it is dropped when the sandbox closes. */
  later(ms: number, work: () => Promise<void>): void {
    const task: Promise<void> = this.env
      .latency(ms, this.#closing.signal)
      .then(work)
      .catch((error: unknown) => this.#report(error))
      .finally(() => this.#background.delete(task));
    this.#background.add(task);
  }

  /** Stops everything where it stands and waits until nothing runs any more. */
  async close(): Promise<void> {
    this.#closing.abort('closing' satisfies StopReason);
    for (const { controller } of this.#running) controller.abort('closing' satisfies StopReason);
    await Promise.all([...this.#background, ...[...this.#running].map((operation) => operation.settled)]);
  }

  async #settle(run: Run, previous: StackOperation | undefined, work: (run: Run) => Promise<void>): Promise<void> {
    try {
      if (previous) await previous.settled;
      await work(run);
    } catch (error) {
      this.#report(error);
      if (this.#closing.signal.aborted) return;
      // A bug of the engine: the operation must still end, or its waiters would hang.
      const failed = run.stack.status.replace(/(_CLEANUP)?_IN_PROGRESS$/, '_FAILED');
      noteStack(run, failed, `The sandbox failed: ${messageOf(error)}`);
    }
  }

  #report(error: unknown): void {
    if (this.#closing.signal.aborted) return;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.env.log({ source: 'cloudformation', level: 'error', message });
  }
}
