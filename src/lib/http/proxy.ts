import { BlockList, isIP } from 'node:net';
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
  const address = withScheme(value);
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  // The value is not shown: it may hold a password.
  throw usageError(
    'PROXY_INVALID',
    `${name} is not the URL of an http or https proxy.`,
    `Write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT.`,
  );
}

/** The proxy that the environment names for AWS, by its host alone, and the variable; undefined where it names none. */
export function namedProxy(environment: Environment): { variable: string; host: string } | undefined {
  const [variable, value] = firstSet(environment, 'https_proxy', 'all_proxy', 'http_proxy');
  if (!variable || !value) return undefined;
  const address = withScheme(value);
  return { variable, host: URL.canParse(address) ? new URL(address).host : 'that is set' };
}

/** The first of some variables that is set: its name as it is set, and its value. */
function firstSet(environment: Environment, ...names: string[]): [name?: string, value?: string] {
  for (const name of names.flatMap((one) => [one, one.toUpperCase()])) {
    const value = environment[name];
    if (value) return [name, value];
  }
  return [];
}

/** Most people leave out the scheme. It is that of the proxy, whatever the server's. */
function withScheme(value: string): string {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
}

/**
 * Whether NO_PROXY has a server: by its name or address, by a domain above it (with or without a dot before it), by the
 * network of its address (`10.0.0.0/8`), by everything (`*`); with a port, for that port only.
 */
function isExempt({ hostname, port, protocol }: URL, exempt: string): boolean {
  const host = bare(hostname);
  const usual = protocol === 'https:' ? '443' : '80';
  return exempt.split(/[\s,]+/).some((entry) => {
    if (entry === '*' || isInNetwork(host, entry)) return true;
    const [, name = '', , only] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*)(:(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    const domain = bare(name).replace(/^\*?\./, '');
    if (domain === '' || (only !== undefined && only !== (port || usual))) return false;
    return host === domain || host.endsWith(`.${domain}`);
  });
}

/** Whether an address is in a network that is written as address and prefix. */
function isInNetwork(host: string, entry: string): boolean {
  const [, network = '', prefix] = /^([\d.]+|[\da-f:.]*:[\da-f:.]*)\/(\d{1,3})$/i.exec(entry) ?? [];
  const version = isIP(network);
  if (version === 0 || isIP(host) !== version || Number(prefix) > (version === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), version === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

/** Without the brackets of an IPv6 address, and without the dot that ends an absolute name. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}
