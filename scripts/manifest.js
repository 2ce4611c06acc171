// Writes oclif.manifest.json, so that no command is loaded only to be listed. With --check: fails when it is not fresh.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(root, 'oclif.manifest.json');
const plugin = new Plugin({ errorOnManifestCreate: true, ignoreManifest: true, root, type: 'core' });
await plugin.load();
// Absolute paths and load order differ from machine to machine.
const commands = Object.fromEntries(
  Object.entries(plugin.manifest.commands)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([id, command]) => [id, { ...command, pluginName: plugin.name }]),
);
const fresh = `${JSON.stringify({ commands, version: plugin.version }, null, 2)}\n`;

if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== fresh) {
    console.error('oclif.manifest.json is not fresh: run npm run manifest and commit it.');
    process.exit(1);
  }
} else {
  writeFileSync(file, fresh);
}
