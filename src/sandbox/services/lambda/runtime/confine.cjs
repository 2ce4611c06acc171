// @ts-check
'use strict';
const net = require('node:net');
const { syncBuiltinESMExports } = require('node:module');
const traceEvents = require('node:trace_events');
const v8 = require('node:v8');

/**
 * Takes from the process what Node's permission model leaves it and Lambda's isolation does not: signals to other
 * processes (process._debugProcess makes any Node.js of the user open its inspector), the machine's Unix sockets
 * (Docker's, an SSH agent's), and switches that write files past the permission model ("Permissions", Node.js
 * documentation, section "Permission Model constraints").
 */
exports.confine = function confine() {
  // @ts-expect-error Node's own process.kill calls it
  const { _kill: kill } = process;
  Object.assign(process, {
    _kill: (/** @type {number} */ pid, /** @type {number} */ signal) =>
      pid === process.pid ? kill(pid, signal) : refuse('send signals to other processes'),
    _debugProcess: () => refuse('debug other processes'),
    _debugEnd: () => refuse('debug other processes'),
  });

  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function connectByPort(...args) {
    // Node's own callers give their arguments as one list.
    const [first] = Array.isArray(args[0]) ? args[0] : args;
    const isPath = typeof first === 'string' && Number.isNaN(Number(first));
    if (isPath || first?.path) refuse('connect to Unix sockets');
    return Reflect.apply(connect, this, args);
  };

  v8.setFlagsFromString = () => refuse('change flags of V8');
  traceEvents.createTracing = () => refuse('write trace files');
  syncBuiltinESMExports();
};

/**
 * @param {string} what
 * @returns {never}
 */
function refuse(what) {
  throw Object.assign(new Error(`A function of the sandbox cannot ${what}.`), { code: 'ERR_ACCESS_DENIED' });
}
