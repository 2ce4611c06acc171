import { usageError } from '../errors.js';
import { reachOf } from './address-reach.js';
import { isLocalhostName } from './localhost.js';

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that leads to a server, by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY. Each may also be written in lower case,
 * which comes first, as with curl. This machine is never reached through a proxy.
 *
 * @throws CvsError PROXY_INVALID (usage)
 */
export function proxyFor(server: URL, environment: Environment): URL | undefined {
  if (isLocalhostName(server.hostname) || reachOf(server.hostname) === 'machine') return undefined;
  const [name, value] = firstSet(environment, `${server.protocol.slice(0, -1)}_proxy`, 'all_proxy');
  const [, exempt = ''] = firstSet(environment, 'no_proxy');
  if (!name || !value || isExempt(server, exempt)) return undefined;
  // Most people leave out the scheme. It is that of the proxy, whatever the server's.
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  // The value is not shown: it may hold a password.
  throw usageError(
    'PROXY_INVALID',
    `${name} is not the URL of an http or https proxy.`,
    `Write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT.`,
  );
}

/** The first of some variables that is set: its name as it is set, and its value. */
function firstSet(environment: Environment, ...names: string[]): [name?: string, value?: string] {
  for (const name of names.flatMap((one) => [one, one.toUpperCase()])) {
    const value = environment[name];
    if (value) return [name, value];
  }
  return [];
}

/**
 * Whether NO_PROXY has a server: by its name or address, by a domain above it (with or without a dot before it), by
 * everything (`*`); with a port, for that port only.
 */
function isExempt({ hostname, port, protocol }: URL, exempt: string): boolean {
  const host = bare(hostname);
  const usual = protocol === 'https:' ? '443' : '80';
  return exempt.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [, name = '', , only] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*)(:(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    const domain = bare(name).replace(/^\*?\./, '');
    if (domain === '' || (only !== undefined && only !== (port || usual))) return false;
    return host === domain || host.endsWith(`.${domain}`);
  });
}

/** Without the brackets of an IPv6 address, and without the dot that ends an absolute name. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}
