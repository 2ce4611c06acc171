import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { plain, shown, sign } from '../../../../src/lib/ui/text/signs.js';
import { packageRoot } from '../../../support/cvs/cvs.js';

const before = process.env.CVS_PLAIN;

beforeEach(() => {
  process.env.CVS_PLAIN = '1';
});

afterEach(() => {
  if (before === undefined) delete process.env.CVS_PLAIN;
  else process.env.CVS_PLAIN = before;
});

/** Our sources without comments, which are never shown. */
async function sources(): Promise<[file: string, text: string][]> {
  const names = (await readdir(join(packageRoot, 'src'), { recursive: true })).filter((name) => name.endsWith('.ts'));
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const text = await readFile(join(packageRoot, 'src', name), 'utf8');
      return [name, text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|\s\/\/ .*$/gm, '')];
    }),
  );
}

const NOT_ASCII = /[^\p{ASCII}]/gu;

describe('with --plain', () => {
  test('signs are words, those of a sentence too', () => {
    expect(sign('✔')).toBe('ok:');
    expect(sign('·', 'note:')).toBe('note:');
    expect(shown('▲ it’s open → closed, ≤ 5 s…')).toBe("warning: it's open to closed, at most 5 s...");
  });

  test('what users wrote stays', () => expect(shown('finale “Été”')).toBe('finale “Été”'));

  test('every character of our sources that is not ASCII has a replacement in ASCII', async () => {
    const left = (await sources()).flatMap(([file, text]) =>
      [...shown(text).matchAll(NOT_ASCII)].map(([one]) => `${file}: ${one}`),
    );
    expect(left).toEqual([]);
  });

  test.each(['0', 'false', ''])('is off where the environment says %j', (value) => {
    process.env.CVS_PLAIN = value;
    expect(plain()).toBe(false);
    expect(sign('✔')).toBe('✔');
    expect(shown('a → b')).toBe('a → b');
  });
});

test('everything that draws takes its signs from one place', async () => {
  const own = (await sources()).filter(([file]) => file.startsWith('lib/ui/') && file !== 'lib/ui/text/signs.ts');
  const bare = own.flatMap(([file, text]) =>
    [...text.replace(/sign\([^\n]*?\)/gu, '').matchAll(/[✔▲✖●]/gu)].map(([one]) => `${file}: ${one}`),
  );
  expect(own.length).toBeGreaterThan(20);
  expect(bare).toEqual([]);
});
