import type { SandboxEnvironment } from '../../../environment.js';

/** The sandbox's Lambda as CloudFront's control plane sees it. */
export interface ReplicatedFunctions {
  /** The state of a numbered version ("Lambda function states"); undefined when there is none. */
  stateOf(versionArn: string): 'Active' | 'Pending' | undefined;
  /** While it is marked, the function cannot be deleted. */
  markReplicated(versionArn: string, replicated: boolean): void;
}

/** How long replicas of a function outlive its last association, ms ("Delete Lambda@Edge functions and replicas"). */
const LINGER_MS = 3 * 60 * 60 * 1000;

/** Which Lambda versions have replicas at edges. */
export class Replicas {
  readonly #env: SandboxEnvironment;
  readonly #functions: ReplicatedFunctions;
  readonly #inUse: (versionArn: string) => boolean;
  readonly #closing: AbortSignal;
  readonly #replicated = new Set<string>();

  /** @param inUse whether a distribution is, or is about to be, associated with a version */
  constructor(
    env: SandboxEnvironment,
    functions: ReplicatedFunctions,
    inUse: (versionArn: string) => boolean,
    closing: AbortSignal,
  ) {
    this.#env = env;
    this.#functions = functions;
    this.#inUse = inUse;
    this.#closing = closing;
  }

  /** Replicates the versions that a configuration is associated with. */
  replicate(versionArns: readonly string[]): void {
    for (const arn of versionArns) {
      this.#replicated.add(arn);
      this.#functions.markReplicated(arn, true);
    }
  }

  /** After a deployment: releases, hours later, the replicas that are no longer associated. */
  age(): void {
    if (![...this.#replicated].some((arn) => !this.#inUse(arn))) return;
    this.#env.latency(LINGER_MS, this.#closing).then(
      () => this.release(),
      () => {},
    );
  }

  /** Releases now every replica that is no longer associated. */
  release(): void {
    for (const arn of this.#replicated) {
      if (this.#inUse(arn)) continue;
      this.#replicated.delete(arn);
      this.#functions.markReplicated(arn, false);
    }
  }
}
