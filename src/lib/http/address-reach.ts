import { BlockList, isIP } from 'node:net';

/**
 * From where an address can be reached:
 *
 * - `machine`: this machine only, and what the system takes for it
 * - `link`: this machine's own link only; there clouds keep the credentials of machines (169.254.169.254, fd00:ec2::254)
 * - `private`: a private network
 * - `none`: from nowhere as one machine: multicast, reserved
 * - `public`: everywhere
 */
export type Reach = 'machine' | 'link' | 'private' | 'none' | 'public';

/** By RFC 6890's registries "IANA IPv4 / IPv6 Special-Purpose Address Registry". The first that holds an address counts. */
const NETWORKS: readonly (readonly [reach: Reach, ipv4: readonly string[], ipv6: readonly string[]])[] = [
  ['machine', ['0.0.0.0/8', '127.0.0.0/8'], ['::/127']],
  // fd00:ec2::/32 is Amazon's for what IPv4 has at 169.254.169.254 ("Instance metadata", "Amazon Time Sync Service").
  ['link', ['169.254.0.0/16'], ['fe80::/10', 'fd00:ec2::/32']],
  [
    'private',
    // 198.18.0.0/15 is for benchmarks; VPN clients let names lead there.
    ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', '198.18.0.0/15'],
    ['fc00::/7', 'fec0::/10', '64:ff9b:1::/48'],
  ],
  [
    'none',
    ['192.0.0.0/24', '224.0.0.0/3'],
    // With addresses that hold one of IPv4 in a way that is not used any more: ::/96, ::ffff:0:0:0/96, Teredo, 6to4.
    ['::/96', '::ffff:0:0:0/96', '100::/64', '2001::/32', '2002::/16', 'ff00::/8'],
  ],
];

/** NAT64 (RFC 6052): networks without IPv4 reach every IPv4 address through it. */
const NAT64 = '64:ff9b::';

const LISTS = NETWORKS.map(([reach, ipv4, ipv6]) => {
  const list = new BlockList();
  // A list of IPv4 networks holds their IPv4-mapped IPv6 addresses too (Node.js, "blockList.check").
  for (const network of ipv4) {
    const [address, prefix] = parts(network);
    list.addSubnet(address, prefix, 'ipv4');
    list.addSubnet(`${NAT64}${address}`, prefix + 96, 'ipv6');
  }
  for (const network of ipv6) list.addSubnet(...parts(network), 'ipv6');
  return { reach, list };
});

function parts(network: string): [address: string, prefix: number] {
  const [address, prefix] = network.split('/') as [string, string];
  return [address, Number(prefix)];
}

/** @param address as a resolver gives it, or the host of a URL (an IPv6 address in brackets); undefined for a name */
export function reachOf(address: string): Reach | undefined {
  const bare = address.replace(/^\[|\]$/g, '').split('%')[0] as string;
  const family = isIP(bare);
  if (family === 0) return undefined;
  return LISTS.find(({ list }) => list.check(bare, family === 4 ? 'ipv4' : 'ipv6'))?.reach ?? 'public';
}
