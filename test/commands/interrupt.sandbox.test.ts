import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { cvsEnvironment, packageRoot } from '../support/cvs/cvs.js';

/** Whether something listens on a port of 127.0.0.1. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Starts a command, waits until its output names a port of the sandbox, then interrupts it as Ctrl-C does. */
async function interrupted(args: readonly string[], until: RegExp): Promise<{ exitCode?: number; ports: number[] }> {
  const cwd = await mkdtemp(join(tmpdir(), 'cvs-test-'));
  const child = execa(process.execPath, [join(packageRoot, 'bin/run.js'), ...args], {
    cwd,
    env: cvsEnvironment({}),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    all: true,
  });
  let output = '';
  await new Promise<void>((resolve) => {
    child.all?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (until.test(output)) resolve();
    });
    child.on('exit', () => resolve());
  });
  const ports = [...output.matchAll(/(?:127\.0\.0\.1|localhost):(\d+)/g)].map((match) => Number(match[1]));
  expect(await listens(ports[0] as number)).toBe(true);
  child.kill('SIGINT');
  const { exitCode } = await child;
  await rm(cwd, { recursive: true, force: true });
  return { exitCode, ports };
}

test.each([
  ['sandbox start', ['sandbox', 'start', '--port', '0'], /failover open/, 0],
  ['demo, while it deploys', ['demo'], /CREATE_COMPLETE/, 130],
])('Ctrl-C in %s leaves no process and no port behind', async (_what, args, until, expected) => {
  const { exitCode, ports } = await interrupted(args, until);
  expect(exitCode).toBe(expected);
  for (const port of ports) expect(await listens(port)).toBe(false);
});
