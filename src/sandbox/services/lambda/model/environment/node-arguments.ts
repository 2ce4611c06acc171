import { join } from 'node:path';
import type { EnvironmentFolder } from './environment-folders.js';

/**
 * How Node.js is started for a function: with its permission model, so that the code reads its own files only, writes
 * only to its /tmp, and starts no processes, threads, addons or WASI ("Permissions", Node.js documentation). The flag
 * has another name in Node.js 20. From Node.js 25 on the model has the network too; a function needs it to reach AWS.
 *
 * The heap is that of Lambda's Node.js runtime: a tenth of the function's memory for new objects, the rest for old.
 */
export function nodeArguments(folder: EnvironmentFolder, memoryMb: number): string[] {
  const knows = (flag: string) => process.allowedNodeEnvironmentFlags.has(flag);
  const newMb = Math.floor(memoryMb / 10);
  return [
    knows('--permission') ? '--permission' : '--experimental-permission',
    ...(knows('--allow-net') ? ['--allow-net'] : []),
    // In Node.js 22 it opens any file, whatever the permissions.
    ...(knows('--experimental-sqlite') ? ['--no-experimental-sqlite'] : []),
    ...[folder.runtime, folder.task, folder.tmp].map((path) => `--allow-fs-read=${path}/`),
    `--allow-fs-write=${folder.tmp}/`,
    // Warnings about the sandbox's Node.js do not belong in the function's log.
    '--no-warnings',
    `--max-semi-space-size=${Math.floor(newMb / 2)}`,
    `--max-old-space-size=${memoryMb - newMb}`,
    join(folder.runtime, 'bootstrap.cjs'),
  ];
}
