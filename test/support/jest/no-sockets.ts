// Part of every unit test: what opens a socket or starts a process fails, and names the project where it may.
import { ChildProcess } from 'node:child_process';
import { Server, Socket } from 'node:net';
import { afterAll } from '@jest/globals';

type Method = (...args: unknown[]) => unknown;

const GUARDED: readonly (readonly [owner: object, method: string])[] = [
  [Socket.prototype, 'connect'],
  [Server.prototype, 'listen'],
  [ChildProcess.prototype, 'spawn'],
];

let caught: Error | undefined;

// Node's own modules are the same for every test file of a worker, so each is put back when the file ends.
const restore = GUARDED.map(([owner, method]) => {
  const methods = owner as Record<string, Method>;
  const original = methods[method] as Method;
  methods[method] = () => {
    const what = `${owner.constructor.name}.${method}()`;
    caught ??= new Error(`A unit test called ${what}. Tests of sockets and processes are named *.sandbox.test.ts.`);
    throw caught;
  };
  return () => {
    methods[method] = original;
  };
});

afterAll(() => {
  for (const one of restore) one();
  // Also where the code under test took it for an answer.
  if (caught) throw caught;
});
