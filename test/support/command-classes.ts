import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from '@oclif/core';
import { packageRoot } from './cvs/cvs.js';

/** The class of every command, from the sources as they are now, by what a person types. */
export async function commandClasses(): Promise<Map<string, Command.Class>> {
  const folder = join(packageRoot, 'src/commands');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts')).sort();
  const classes = new Map<string, Command.Class>();
  // One after the other: Jest cannot link modules that are imported at the same time.
  for (const file of files) {
    const { default: command } = (await import(pathToFileURL(join(folder, file)).href)) as { default: Command.Class };
    classes.set(file.replace(/(\/index)?\.ts$/, '').replaceAll('/', ' '), command);
  }
  return classes;
}
