import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../support/cvs/cvs.js';
import { type DocCommand, docCommands, inlineCommands } from '../support/doc-commands.js';

interface Manifest {
  commands: Record<string, { flags: Record<string, { char?: string }> }>;
}

const manifest = JSON.parse(readFileSync(join(packageRoot, 'oclif.manifest.json'), 'utf8')) as Manifest;
/** Arguments of `cvs` without a command. */
const BARE = ['--version', '--version --verbose', '--help', 'help'];

const FILES = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(join(packageRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The command's id, and the arguments after it. */
function resolve(args: readonly string[]): { id: string; rest: readonly string[] } | undefined {
  for (let length = Math.min(3, args.length); length > 0; length -= 1) {
    const id = args.slice(0, length).join(':');
    if (manifest.commands[id]) return { id, rest: args.slice(length) };
  }
  return undefined;
}

describe('every command line in the documents, in blocks and in prose', () => {
  test.each(
    FILES.flatMap((file) => [...docCommands(file), ...inlineCommands(file)]).map(
      (one): [string, string, DocCommand] => [one.place, one.args.join(' '), one],
    ),
  )('%s: cvs %s exists, with its flags', (_place, _line, { args }) => {
    // `sandbox fault add|list|clear` is three commands.
    for (const word of args.find((one) => /^[a-z]+\|/.test(one))?.split('|') ?? ['']) {
      if (BARE.includes(args.join(' '))) return;
      const found = resolve(args.map((one) => (one.includes('|') ? word : one)));
      expect(found).toBeDefined();
      const flags = Object.entries(manifest.commands[found?.id ?? '']?.flags ?? {}).flatMap(([name, { char }]) => [
        `--${name}`,
        ...(char ? [`-${char}`] : []),
      ]);
      const used = (found?.rest ?? []).filter((word) => /^-./.test(word)).map((word) => word.split('=')[0]);
      for (const flag of used) expect([...flags, '--help']).toContain(flag);
    }
  });
});
