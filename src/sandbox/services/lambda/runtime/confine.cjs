// @ts-check
'use strict';
const os = require('node:os');
const { syncBuiltinESMExports } = require('node:module');
const traceEvents = require('node:trace_events');
const v8 = require('node:v8');

/**
 * Takes from the process what Node's permission model leaves it and Lambda's isolation does not: power over other
 * processes (process._debugProcess makes any Node.js of the user open its inspector), the machine's Unix sockets
 * (Docker's, an SSH agent's), and switches that write files past the permission model ("Permissions", Node.js
 * documentation, section "Permission Model constraints").
 *
 * @param {import('node:net').Socket} channel to the sandbox
 */
exports.confine = function confine(channel) {
  leaveOtherProcessesAlone();
  closeUnixSockets(channel);
  v8.setFlagsFromString = () => refuse('change flags of V8');
  traceEvents.createTracing = () => refuse('write trace files');
  // The real one writes to any folder when the process fails.
  const report = new Proxy({}, { get: () => refuse('write reports'), set: () => refuse('write reports') });
  Object.defineProperty(process, 'report', { value: report });
  syncBuiltinESMExports();
};

function leaveOtherProcessesAlone() {
  // @ts-expect-error Node's own process.kill calls it
  const { _kill: kill, pid: own } = process;
  Object.assign(process, {
    _kill: (/** @type {number} */ pid, /** @type {number} */ signal) =>
      pid === own ? kill(pid, signal) : refuse('send signals to other processes'),
    _debugProcess: () => refuse('debug other processes'),
    _debugEnd: () => refuse('debug other processes'),
  });
  os.setPriority = () => refuse('change priorities');
}

/**
 * At the handle that every Unix socket of Node.js has, the channel too: `net` has several ways to it, and reads its
 * arguments more than once.
 *
 * @param {import('node:net').Socket} channel
 */
function closeUnixSockets(channel) {
  const { prototype } = /** @type {any} */ (channel)._handle.constructor;
  for (const method of ['bind', 'connect']) {
    Object.defineProperty(prototype, method, { value: () => refuse('use Unix sockets') });
  }
}

/**
 * @param {string} what
 * @returns {never}
 */
function refuse(what) {
  throw Object.assign(new Error(`A function of the sandbox cannot ${what}.`), { code: 'ERR_ACCESS_DENIED' });
}
