import type { DistributionConfig, InvalidationBatch } from '@aws-sdk/client-cloudfront';
import { linkAbort } from '../../../../lib/http/linked-abort.js';
import type { SandboxEnvironment } from '../../../environment.js';
import { ServiceError } from '../../service-error.js';
import type { Edge } from '../edge/edge.js';
import { functionsOf } from './behaviors.js';
import { checkUpdate } from './check-update.js';
import { checkIfMatch } from './conditions.js';
import { withDefaults } from './defaults.js';
import type { Distribution, Invalidation } from './distribution.js';
import { repeatedInvalidation } from './invalidations.js';
import { Replicas, type ReplicatedFunctions } from './replicas.js';

/** How long a change takes to reach all edges, ms. */
const PROPAGATION_MS = 180_000;
/** How long an invalidation takes, ms. */
const INVALIDATION_MS = 10_000;

export interface DistributionsOptions {
  functions: ReplicatedFunctions;
  newEdge(): Edge;
  /** Throws a ServiceError for what CloudFront would refuse. @param id of a distribution that is there */
  validate(config: DistributionConfig, id?: string): void;
  /** Port of the first distribution's edge, counted up from there; absent: any free port. */
  firstPort?: number;
}

export interface CreateOptions {
  /** Real ms until it is deployed; 0 for a distribution that existed before the sandbox's user came. */
  propagationMs?: number;
  /** Instead of a new one; the domain name holds the port. */
  identity?: { id: string; domainName: string };
}

/** The account's distributions. */
export class Distributions {
  readonly replicas: Replicas;
  readonly #env: SandboxEnvironment;
  readonly #options: DistributionsOptions;
  readonly #distributions = new Map<string, Distribution>();
  readonly #closing = new AbortController();
  #edges = 0;

  constructor(env: SandboxEnvironment, options: DistributionsOptions) {
    this.#env = env;
    this.#options = options;
    const inUse = (arn: string) => this.list().some(({ config }) => functionsOf(config).includes(arn));
    this.replicas = new Replicas(env, options.functions, inUse, this.#closing.signal);
  }

  list(): Distribution[] {
    return [...this.#distributions.values()];
  }

  get(id: string): Distribution {
    const distribution = this.#distributions.get(id);
    if (!distribution) {
      throw new ServiceError('NoSuchDistribution', 'The specified distribution does not exist.', 404);
    }
    return distribution;
  }

  /** @throws ServiceError for what CloudFront would refuse */
  async create(
    wanted: DistributionConfig,
    tags: Record<string, string>,
    options: CreateOptions = {},
  ): Promise<Distribution> {
    this.#options.validate(wanted);
    const twin = this.list().find(({ config }) => config.CallerReference === wanted.CallerReference);
    if (twin) {
      const message = `The caller reference that you are using to create a distribution is associated with another distribution. Already exists: ${twin.id}`;
      throw new ServiceError('DistributionAlreadyExists', message, 409);
    }
    const edge = this.#options.newEdge();
    const free = this.#nextPort();
    const { identity } = options;
    const port = await edge.listen(identity ? Number(identity.domainName.split(':')[1]) : free);
    const id = identity?.id ?? `E${this.#env.id(13)}`;
    const distribution: Distribution = {
      id,
      arn: `arn:aws:cloudfront::${this.#env.accountId}:distribution/${id}`,
      domainName: identity?.domainName ?? `d${this.#env.id(13).toLowerCase()}.cloudfront.localhost:${port}`,
      edge,
      config: withDefaults(wanted),
      etag: '',
      status: 'InProgress',
      lastModified: new Date(0),
      tags,
      invalidations: [],
      generation: 0,
      deployed: Promise.resolve(),
    };
    this.#distributions.set(id, distribution);
    this.#propagate(distribution, options.propagationMs);
    return distribution;
  }

  update(id: string, wanted: DistributionConfig, ifMatch: string | undefined): Distribution {
    const distribution = this.get(id);
    checkIfMatch(ifMatch, distribution.etag);
    this.#options.validate(wanted, id);
    checkUpdate(distribution.config, wanted);
    distribution.config = withDefaults(wanted);
    this.#propagate(distribution);
    return distribution;
  }

  async delete(id: string, ifMatch: string | undefined): Promise<void> {
    const distribution = this.get(id);
    checkIfMatch(ifMatch, distribution.etag);
    if (distribution.config.Enabled || distribution.status !== 'Deployed') {
      const message = 'The distribution you are trying to delete has not been disabled.';
      throw new ServiceError('DistributionNotDisabled', message, 409);
    }
    await this.remove(id);
  }

  /** Removes a distribution, whatever its state. */
  async remove(id: string): Promise<void> {
    const { edge } = this.get(id);
    this.#distributions.delete(id);
    this.replicas.age();
    await edge.close();
  }

  /** Waits until a distribution is deployed, including changes that are made meanwhile. */
  async whenDeployed(id: string, signal?: AbortSignal): Promise<void> {
    const distribution = this.get(id);
    const stop = linkAbort(signal, this.#closing.signal);
    try {
      while (distribution.status !== 'Deployed' && this.#distributions.has(id)) {
        await unlessAborted(distribution.deployed, stop.signal);
      }
    } finally {
      stop.release();
    }
  }

  invalidate(id: string, batch: InvalidationBatch): Invalidation {
    const distribution = this.get(id);
    const paths = batch.Paths?.Items ?? [];
    const repeated = repeatedInvalidation(batch, distribution.invalidations);
    if (repeated) return repeated;
    const createTime = new Date(this.#env.clock.now());
    const invalidation: Invalidation = { id: `I${this.#env.id(13)}`, status: 'InProgress', createTime, batch };
    distribution.invalidations.unshift(invalidation);
    this.#later(INVALIDATION_MS, () => {
      distribution.edge.invalidate(paths);
      invalidation.status = 'Completed';
    });
    return invalidation;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.list().map(({ edge }) => edge.close()));
    this.#distributions.clear();
  }

  #nextPort(): number {
    const { firstPort } = this.#options;
    if (firstPort === undefined) return 0;
    this.#edges += 1;
    return firstPort + this.#edges - 1;
  }

  /** Deploys an accepted change: the edge uses it after the propagation. */
  #propagate(distribution: Distribution, realMs = PROPAGATION_MS): void {
    this.replicas.replicate(functionsOf(distribution.config));
    const generation = distribution.generation + 1;
    const { config } = distribution;
    Object.assign(distribution, {
      generation,
      etag: `E${this.#env.id(13)}`,
      status: 'InProgress',
      lastModified: new Date(this.#env.clock.now()),
    });
    distribution.deployed = this.#later(realMs, () => {
      if (distribution.generation !== generation || !this.#distributions.has(distribution.id)) return;
      const { id, arn, domainName } = distribution;
      distribution.edge.apply({ distributionId: id, distributionArn: arn, domainName }, config);
      distribution.status = 'Deployed';
      this.replicas.age();
    });
  }

  /** Does the work after a real service's latency, unless the sandbox closes first. */
  #later(realMs: number, work: () => void): Promise<void> {
    return this.#env.latency(realMs, this.#closing.signal).then(work, (error) => {
      if (!this.#closing.signal.aborted) throw error;
    });
  }
}

/** The promise, or the reason of the abort if that comes first. */
async function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  await Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', stop));
}
