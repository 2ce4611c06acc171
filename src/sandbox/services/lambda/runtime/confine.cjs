// @ts-check
'use strict';
const net = require('node:net');
const os = require('node:os');
const { syncBuiltinESMExports } = require('node:module');
const traceEvents = require('node:trace_events');
const v8 = require('node:v8');

/**
 * Takes from the process what Node's permission model leaves it and Lambda's isolation does not: power over other
 * processes (process._debugProcess makes any Node.js of the user open its inspector), the machine's Unix sockets
 * (Docker's, an SSH agent's), and switches that write files past the permission model ("Permissions", Node.js
 * documentation, section "Permission Model constraints").
 */
exports.confine = function confine() {
  leaveOtherProcessesAlone();
  net.Socket.prototype.connect = withoutPaths(net.Socket.prototype.connect);
  net.Server.prototype.listen = withoutPaths(net.Server.prototype.listen);
  v8.setFlagsFromString = () => refuse('change flags of V8');
  traceEvents.createTracing = () => refuse('write trace files');
  // The real one writes to any folder when the process fails.
  const report = new Proxy({}, { get: () => refuse('write reports'), set: () => refuse('write reports') });
  Object.defineProperty(process, 'report', { value: report });
  syncBuiltinESMExports();
};

function leaveOtherProcessesAlone() {
  // @ts-expect-error Node's own process.kill calls it
  const { _kill: kill } = process;
  Object.assign(process, {
    _kill: (/** @type {number} */ pid, /** @type {number} */ signal) =>
      pid === process.pid ? kill(pid, signal) : refuse('send signals to other processes'),
    _debugProcess: () => refuse('debug other processes'),
    _debugEnd: () => refuse('debug other processes'),
  });
  os.setPriority = () => refuse('change priorities');
}

/**
 * @param {any} method connects or listens, to a port or a path
 * @returns {any}
 */
function withoutPaths(method) {
  return function portsOnly(/** @type {any[]} */ ...args) {
    // Node's own callers give their arguments as one list.
    const [first] = Array.isArray(args[0]) ? args[0] : args;
    const isPath = typeof first === 'string' && Number.isNaN(Number(first));
    if (isPath || first?.path) refuse('use Unix sockets');
    // @ts-expect-error whatever it is called on
    return Reflect.apply(method, this, args);
  };
}

/**
 * @param {string} what
 * @returns {never}
 */
function refuse(what) {
  throw Object.assign(new Error(`A function of the sandbox cannot ${what}.`), { code: 'ERR_ACCESS_DENIED' });
}
