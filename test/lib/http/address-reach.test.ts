import { expect, test } from '@jest/globals';
import { reachOf } from '../../../src/lib/http/address-reach.js';

/** As the client sees it: URLs have one spelling of each address. */
const reachOfUrl = (host: string) => reachOf(new URL(`http://${host}/`).hostname);

test.each([
  ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '127.0.0.1.', '①②⑦.0.0.1', '0.0.0.0', '0'],
  ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:0001]', '[64:ff9b::7f00:1]'],
])('%s is this machine', (host) => {
  expect(reachOfUrl(host)).toBe('machine');
});

test.each([
  ...['169.254.169.254', '2852039166', '0xA9FEA9FE', '169.254.170.2', '[::ffff:a9fe:a9fe]', '[64:ff9b::a9fe:a9fe]'],
  ...['[fe80::1]', '[fd00:ec2::254]', '[fd00:0ec2:0:0:0:0:0:254]'],
])('%s is on this link', (host) => {
  expect(reachOfUrl(host)).toBe('link');
});

test.each([
  ...['10.0.0.1', '100.64.0.1', '100.127.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1', '10.1', '198.18.0.1'],
  ...['[fd12:3456::1]', '[fc00::1]', '[::ffff:10.0.0.1]', '[64:ff9b::10.0.0.1]', '[fec0::1]'],
])('%s is in a private network', (host) => {
  expect(reachOfUrl(host)).toBe('private');
});

test.each([
  ...['224.0.0.1', '239.255.255.250', '255.255.255.255', '240.0.0.1', '[ff02::1]', '[2002:7f00:1::]', '[::7f00:2]'],
  '[::ffff:0:a9fe:a9fe]',
])('%s is no machine', (host) => {
  expect(reachOfUrl(host)).toBe('none');
});

test.each([
  ...[
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.0.1',
    '172.32.0.1',
    '192.167.0.1',
    '169.253.0.1',
    '128.0.0.1',
  ],
  ...['[2600:9000::1]', '[2a05:d018::1]', '[::ffff:8.8.8.8]', '[64:ff9b::8.8.8.8]', '[2001:db8::1]'],
])('%s is public', (host) => {
  expect(reachOfUrl(host)).toBe('public');
});

test('an address of an interface, and a name', () => {
  expect(reachOf('fe80::1%eth0')).toBe('link');
  expect(reachOfUrl('localhost')).toBeUndefined();
  expect(reachOfUrl('127.0.0.1.example.com')).toBeUndefined();
});
