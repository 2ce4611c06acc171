import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openOutput } from '../../src/lib/output-file.js';
import { packageRoot } from '../support/cvs/cvs.js';

let folder: string;
let pipe: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvs-test-'));
  pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Opens the pipe as soon as its reader has. */
async function openWhenRead() {
  for (;;) {
    const output = await openOutput(pipe).catch(() => undefined);
    if (output) return output;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a named pipe is written to and stays a pipe, also with more than it holds', async () => {
  const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'ignore'] });
  const read = text(reader.stdout);
  const content = 'x'.repeat(1_000_000);
  await (await openWhenRead()).write(content);
  expect(await read).toBe(content);
  expect((await stat(pipe)).isFIFO()).toBe(true);
});

test('a named pipe without a reader is refused at once: waiting for one could not be interrupted', async () => {
  await expect(openOutput(pipe)).rejects.toMatchObject({
    code: 'CANNOT_WRITE',
    exitCode: 2,
    message: expect.stringContaining('no program reads from this pipe'),
  });
});

test('a pipe whose reader has gone is an error', async () => {
  const reader = spawn('cat', [pipe], { stdio: 'ignore' });
  const output = await openWhenRead();
  const gone = new Promise((resolve) => reader.on('exit', resolve));
  reader.kill();
  await gone;
  await expect(output.write('text')).rejects.toMatchObject({ code: 'CANNOT_WRITE', exitCode: 1 });
});

test('/dev/stdout is the standard output, after what was printed before', async () => {
  const code = `
    const { openOutput } = await import('${join(packageRoot, 'dist/lib/output-file.js')}');
    const output = await openOutput('/dev/stdout');
    process.stdout.write('first\\n');
    await output.write('second\\n');
    process.stdout.write('third\\n');`;
  const run = `node --input-type=module -e "$CODE" > ${join(folder, 'out')}`;
  execFileSync('sh', ['-c', run], { env: { ...process.env, CODE: code } });
  expect(await readFile(join(folder, 'out'), 'utf8')).toBe('first\nsecond\nthird\n');
});
