import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';

export type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** As `node:net` takes it. */
export type LookupFunction = (hostname: string, options: LookupOptions, callback: LookupCallback) => void;

/** Whether a host is this machine: `localhost`, or any name below it (RFC 6761 section 6.3). */
export function isLocalhostName(hostname: string): boolean {
  return /(^|\.)localhost\.?$/i.test(hostname);
}

/**
 * A `lookup` for `node:net` that resolves `*.localhost` to 127.0.0.1, because system resolvers often do not know these
 * names. It resolves every other name with the system's resolver.
 */
export function localhostLookup(hostname: string, options: LookupOptions, callback: LookupCallback): void {
  if (!isLocalhostName(hostname)) {
    lookup(hostname, options, callback);
  } else if (options.all) {
    process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    process.nextTick(callback, null, '127.0.0.1', 4);
  }
}
