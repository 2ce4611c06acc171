// Writes oclif.manifest.json, so that commands can be listed without loading them. With --check it fails when the file is
// not up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(root, 'oclif.manifest.json');
const plugin = new Plugin({ errorOnManifestCreate: true, ignoreManifest: true, root, type: 'core' });
await plugin.load();
// Absolute paths and load order differ between machines.
const commands = Object.fromEntries(
  Object.entries(plugin.manifest.commands)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([id, command]) => [id, { ...command, pluginName: plugin.name }]),
);
const fresh = `${JSON.stringify({ commands, version: plugin.version }, null, 2)}\n`;

if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== fresh) {
    console.error('oclif.manifest.json is not up to date: run npm run manifest and commit it.');
    process.exit(1);
  }
} else {
  writeFileSync(file, fresh);
}
