import type { LookupAddress, LookupOptions } from 'node:dns';
import { type Reach, reachOf } from './address-reach.js';
import { FetchError } from './http-client.js';
import { isLocalhostName, type LookupCallback, type LookupFunction } from './localhost.js';

/**
 * Says which addresses may be connected to for a URL that the user configured or typed.
 *
 * What its answers name, by redirects and in playlists, was written by somebody else. That leads to public addresses, and to
 * those that are of the same kind as the configured host's own: a stream of this machine names this machine, one of a private
 * network that network.
 */
export class AddressRule {
  readonly #root: URL;
  readonly #resolve: LookupFunction;

  /** @param root the URL that was configured or typed */
  constructor(root: URL, resolve: LookupFunction) {
    this.#root = root;
    this.#resolve = resolve;
  }

  /**
   * Whether a URL whose host is an address may be fetched. A name is looked at when it has been resolved.
   *
   * @throws FetchError `local-address`
   */
  async checkLiteral(url: URL): Promise<void> {
    const reach = reachOf(url.hostname);
    if (reach === undefined || (await this.#permits(url, reach))) return;
    throw refusal(url, url.hostname);
  }

  /** Resolves a name for connections to a server, and leaves out the addresses that they must not lead to. */
  lookupFor(server: URL): LookupFunction {
    return (hostname: string, options: LookupOptions, callback: LookupCallback) => {
      this.#resolve(hostname, { ...options, all: true }, (error, found) => {
        if (error || typeof found === 'string') {
          callback(error, found);
          return;
        }
        this.#permitted(server, found).then(
          (allowed) => {
            const [first] = allowed;
            if (!first) callback(refusal(server, found[0]?.address ?? hostname), []);
            else if (options.all) callback(null, allowed);
            else callback(null, first.address, first.family);
          },
          (failure: Error) => callback(failure, []),
        );
      });
    };
  }

  async #permitted(server: URL, found: readonly LookupAddress[]): Promise<LookupAddress[]> {
    const permits = await Promise.all(found.map(({ address }) => this.#permits(server, reachOf(address) ?? 'none')));
    return found.filter((_, index) => permits[index]);
  }

  async #permits({ host }: URL, reach: Reach): Promise<boolean> {
    if (reach === 'public') return true;
    const rootReach = isLocalhostName(this.#root.hostname) ? 'machine' : reachOf(this.#root.hostname);
    // Who owns a name may let it lead anywhere at any time: only an address itself says that this machine is meant.
    if (rootReach !== undefined) return rootReach === reach;
    if (host === this.#root.host) return reach === 'private' || reach === 'machine';
    return reach === 'private' && (await this.#rootIsPrivate());
  }

  #rootIsPrivate(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#resolve(this.#root.hostname, { all: true }, (error, found) => {
        resolve(!error && Array.isArray(found) && found.some(({ address }) => reachOf(address) === 'private'));
      });
    });
  }
}

function refusal({ href }: URL, address: string): FetchError {
  return new FetchError('local-address', href, `${href} leads to ${address}, an address that is not a public one`);
}
