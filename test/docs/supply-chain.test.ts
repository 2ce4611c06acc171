import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { verdict } from '../../scripts/audit-signatures.js';
import { supplyChain } from '../../scripts/supply-chain.js';

describe('the tables of packages', () => {
  const one = (more: object) => ({ version: '1.0.0', license: 'MIT', integrity: 'sha512-x', ...more });

  test('count what is installed, and name what has an install script', () => {
    const table = supplyChain(JSON.parse(readFileSync('package-lock.json', 'utf8')));
    expect(table).toMatch(/\| that are installed with it \| \d+ \| `classic-level` \|/);
    for (const name of Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies)) {
      expect(table).toContain(`| \`${name}\` |`);
    }
  });

  test('refuse a dependency that nobody has explained, and a package without a hash', () => {
    const lock = (packages: object, name: string) => ({
      packages: { '': { dependencies: { [name]: '1' } }, ...packages },
    });
    expect(() => supplyChain(lock({ 'node_modules/new': one({}) }, 'new'))).toThrow('does not say what new is for');
    expect(() => supplyChain(lock({ 'node_modules/yaml': one({ integrity: undefined }) }, 'yaml'))).toThrow(
      'without a SHA-512 hash: node_modules/yaml',
    );
  });
});

describe('what npm audit signatures says', () => {
  test.each([
    ['all are signed', '{"invalid":[],"missing":[]}', true, 'The registry has signed every package.'],
    [
      'one is not',
      '{"invalid":[{"name":"one","version":"1.0.0"}],"missing":[{"name":"two","version":"2.0.0"}]}',
      false,
      'Without a valid signature: one@1.0.0, two@2.0.0',
    ],
    [
      'its keys cannot be reached',
      '{"error":{"code":"ENOTFOUND","summary":"getaddrinfo ENOTFOUND keys.invalid"}}',
      true,
      'npm audit signatures cannot run here: getaddrinfo ENOTFOUND keys.invalid',
    ],
    ['nothing', '', true, 'npm audit signatures cannot run here: npm printed nothing that can be read'],
  ])('%s', (_what, output, good, text) => {
    expect(verdict(output)).toEqual({ good, text });
  });
});
