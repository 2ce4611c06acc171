import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from '@jest/globals';
import { AddressRule } from '../../../src/lib/http/address-rule.js';

/** Names and the addresses that they lead to. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'origin.example': ['203.0.113.1'],
  'origin.internal': ['10.0.0.1'],
  'packager.internal': ['10.0.0.2'],
  'here.internal': ['127.0.0.1'],
  'metadata.example': ['169.254.169.254'],
  'mixed.example': ['127.0.0.1', '203.0.113.2', '::1', '2600::1'],
};

const rule = (root: string, names = NAMES) =>
  new AddressRule(new URL(root), (hostname, _options, callback) => {
    const found = names[hostname]?.map(
      (address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }),
    );
    if (found) callback(null, found);
    else callback(Object.assign(new Error(hostname), { code: 'ENOTFOUND' }), []);
  });

/** The addresses that a connection to a server may use, or why there are none. */
const connects = (root: string, server: string, names = NAMES) =>
  new Promise<unknown>((resolve) => {
    const url = new URL(server);
    rule(root, names).lookupFor(url)(url.hostname, { all: true }, (error, found) => {
      resolve(
        error
          ? ((error as { reason?: string }).reason ?? error.code)
          : (found as LookupAddress[]).map((one) => one.address),
      );
    });
  });

test.each([
  ['https://origin.example/', 'http://mixed.example/', ['203.0.113.2', '2600::1']],
  ['https://origin.example/', 'http://packager.internal/', 'local-address'],
  ['https://origin.example/', 'http://metadata.example/', 'local-address'],
  ['https://origin.example/', 'http://nowhere.example/', 'ENOTFOUND'],
  // A private network names itself, and nothing of this machine.
  ['https://origin.internal/', 'http://packager.internal/', ['10.0.0.2']],
  ['http://10.9.9.9/', 'http://packager.internal/', ['10.0.0.2']],
  ['https://origin.internal/', 'http://here.internal:9001/', 'local-address'],
  ['https://origin.internal/', 'http://metadata.example/', 'local-address'],
  // What was configured by its name may be anywhere but at the metadata: at its own port only.
  ['https://origin.internal/', 'https://origin.internal/', ['10.0.0.1']],
  ['http://here.internal:8080/', 'http://here.internal:8080/', ['127.0.0.1']],
  ['http://here.internal:8080/', 'http://here.internal:9001/', 'local-address'],
  ['http://metadata.example/', 'http://metadata.example/', 'local-address'],
  // This machine names itself by any name.
  ['http://127.0.0.1:1/', 'http://here.internal:9001/', ['127.0.0.1']],
  ['http://d1.localhost:1/', 'http://here.internal/', ['127.0.0.1']],
  ['http://127.0.0.1:1/', 'http://packager.internal/', 'local-address'],
])('a stream of %s connects to %s: %j', async (root, server, outcome) => {
  expect(await connects(root, server)).toEqual(outcome);
});

test('a name that leads elsewhere at its second look is looked at again', async () => {
  const names = { ...NAMES };
  expect(
    await connects('https://origin.example/', 'http://cdn.example/', { ...names, 'cdn.example': ['203.0.113.9'] }),
  ).toEqual(['203.0.113.9']);
  expect(
    await connects('https://origin.example/', 'http://cdn.example/', { ...names, 'cdn.example': ['127.0.0.1'] }),
  ).toBe('local-address');
  // The configured name itself, which its owner may let lead anywhere: nothing follows it to this machine.
  const rebound = { ...names, 'origin.example': ['127.0.0.1'] };
  expect(
    await connects('https://origin.example/', 'http://cdn.example/', { ...rebound, 'cdn.example': ['127.0.0.1'] }),
  ).toBe('local-address');
  expect(await connects('https://origin.example/', 'http://origin.example:9001/', rebound)).toBe('local-address');
});

describe('a host that is an address', () => {
  const check = (root: string, url: string) =>
    rule(root)
      .checkLiteral(new URL(url))
      .then(
        () => 'allowed',
        (error: { reason: string; message: string }) => error.message,
      );

  test('the message names it', async () => {
    expect(await check('https://origin.example/', 'http://2130706433:9001/x?token=1')).toBe(
      'http://127.0.0.1:9001/x?token=… leads to 127.0.0.1, an address that is not a public one',
    );
  });

  test('one that was typed is allowed, of whatever kind', async () => {
    for (const url of ['http://169.254.169.254/', 'http://10.0.0.1/', 'http://[::1]:80/', 'http://203.0.113.1/']) {
      expect(await check(url, url)).toBe('allowed');
    }
  });

  test('one of the private network that a name leads to is allowed', async () => {
    expect(await check('http://origin.internal/', 'http://10.0.0.3/')).toBe('allowed');
    expect(await check('http://origin.example/', 'http://10.0.0.3/')).toContain('leads to 10.0.0.3');
  });
});
