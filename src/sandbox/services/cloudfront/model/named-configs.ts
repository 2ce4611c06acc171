import type { SandboxEnvironment } from '../../../environment.js';
import { ServiceError } from '../../service-error.js';
import { checkLists } from './check-lists.js';
import { checkIfMatch } from './conditions.js';

/** A policy or an origin access control: a configuration that distributions refer to by id. */
export interface NamedConfig<Config> {
  id: string;
  etag: string;
  lastModified: Date;
  /** Managed by AWS: it can be neither changed nor deleted. */
  managed: boolean;
  config: Config;
}

/** One kind of such configurations. */
export interface ConfigKind<Config> {
  /** As in the API's names: `CachePolicy`. */
  noun: string;
  /** As in the API's paths: `cache-policy`. */
  path: string;
  managed: Readonly<Record<string, Config>>;
  /** Of continuous deployment policies, which have no name. */
  unnamed?: true;
  /** Whether a distribution refers to the id. */
  inUse(id: string): boolean;
  /** @param id of one that is updated @throws ServiceError for a configuration that CloudFront refuses */
  check?(config: Config, id?: string): void;
}

/** The configurations of one kind, with CloudFront's rules: unique names, If-Match, no deletion while in use. */
export class NamedConfigs<Config extends { Name?: string | undefined }> {
  readonly kind: ConfigKind<Config>;
  readonly #env: SandboxEnvironment;
  readonly #items = new Map<string, NamedConfig<Config>>();

  constructor(env: SandboxEnvironment, kind: ConfigKind<Config>) {
    this.#env = env;
    this.kind = kind;
    for (const [id, config] of Object.entries(kind.managed)) {
      this.#items.set(id, { id, config, etag: 'EMANAGED', lastModified: new Date(0), managed: true });
    }
  }

  create(config: Config): NamedConfig<Config> {
    this.#checkName(config.Name);
    checkLists(config);
    this.kind.check?.(config);
    const item = { id: this.#newId(), config, etag: this.#newEtag(), lastModified: this.#now(), managed: false };
    this.#items.set(item.id, item);
    return item;
  }

  /** The configuration, or undefined when there is none with this id. */
  find(id: string): Config | undefined {
    return this.#items.get(id)?.config;
  }

  get(id: string): NamedConfig<Config> {
    const item = this.#items.get(id);
    if (!item) throw new ServiceError(`NoSuch${this.kind.noun}`, `The ${this.#words()} does not exist.`, 404);
    return item;
  }

  list(): NamedConfig<Config>[] {
    return [...this.#items.values()];
  }

  update(id: string, config: Config, ifMatch: string | undefined): NamedConfig<Config> {
    const item = this.#own(id, 'update');
    checkIfMatch(ifMatch, item.etag);
    this.#checkName(config.Name, id);
    checkLists(config);
    this.kind.check?.(config, id);
    Object.assign(item, { config, etag: this.#newEtag(), lastModified: this.#now() });
    return item;
  }

  delete(id: string, ifMatch: string | undefined): void {
    const item = this.#own(id, 'delete');
    checkIfMatch(ifMatch, item.etag);
    if (this.kind.inUse(id)) {
      const message = `Cannot delete the ${this.#words()} because it is attached to one or more distributions.`;
      throw new ServiceError(`${this.kind.noun}InUse`, message, 409);
    }
    this.#items.delete(id);
  }

  #own(id: string, verb: string): NamedConfig<Config> {
    const item = this.get(id);
    if (item.managed) throw new ServiceError('AccessDenied', `You cannot ${verb} a managed ${this.#words()}.`, 403);
    return item;
  }

  #checkName(name: string | undefined, except?: string): void {
    if (this.kind.unnamed) return;
    if (!name) throw new ServiceError('InvalidArgument', `The ${this.#words()} must have a name.`);
    if (this.list().some((one) => one.config.Name === name && one.id !== except)) {
      const message = `A ${this.#words()} with the same name already exists: ${name}`;
      throw new ServiceError(`${this.kind.noun}AlreadyExists`, message, 409);
    }
  }

  /** Policies have UUIDs, origin access controls ids like distributions. */
  #newId(): string {
    return this.kind.noun === 'OriginAccessControl' ? `E${this.#env.id(13)}` : crypto.randomUUID();
  }

  #newEtag(): string {
    return `E${this.#env.id(13)}`;
  }

  #now(): Date {
    return new Date(this.#env.clock.now());
  }

  #words(): string {
    return this.kind.path.replaceAll('-', ' ');
  }
}
