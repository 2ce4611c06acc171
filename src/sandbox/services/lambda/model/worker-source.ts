/**
 * What runs in a function's thread before its code does, as Lambda's Node.js runtime would: log lines, the handler's
 * contract and errors have the runtime's form. It is text, because a thread that starts from text needs neither a
 * loader (under tests) nor a path of its own (in the built package).
 *
 * Names ending in `localhost` resolve to 127.0.0.1 (RFC 6761 section 6.3), which the system's resolver may not know:
 * that is where the sandbox's distributions and origins are.
 */
export const WORKER_SOURCE = String.raw`'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { format } = require('node:util');
const dns = require('node:dns');
const Module = require('node:module');

let requestId = 'undefined';
const post = (message) => parentPort.postMessage(message);

const levels = { log: 'INFO', info: 'INFO', debug: 'DEBUG', trace: 'TRACE', warn: 'WARN', error: 'ERROR' };
for (const [method, level] of Object.entries(levels)) {
  console[method] = (...values) =>
    post({ type: 'log', text: [new Date().toISOString(), requestId, level, format(...values)].join('\t') });
}
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, encoding, done) => {
    post({ type: 'log', text: String(chunk).replace(/\n$/, '') });
    const written = typeof encoding === 'function' ? encoding : done;
    if (written) queueMicrotask(written);
    return true;
  };
}

const isLocal = (name) => typeof name === 'string' && /(^|\.)localhost\.?$/i.test(name);
const loopback = { address: '127.0.0.1', family: 4 };
const { lookup } = dns;
dns.lookup = (name, options, callback) => {
  if (!isLocal(name)) return lookup(name, options, callback);
  const done = typeof options === 'function' ? options : callback;
  const all = typeof options === 'object' && options !== null && options.all;
  process.nextTick(() => (all ? done(null, [loopback]) : done(null, loopback.address, loopback.family)));
};
const lookupLater = dns.promises.lookup;
dns.promises.lookup = async (name, options) => {
  if (!isLocal(name)) return lookupLater(name, options);
  return options && options.all ? [loopback] : loopback;
};

const describe = (error) =>
  error instanceof Error || (error && typeof error === 'object' && 'message' in error)
    ? {
        errorType: error.name || 'Error',
        errorMessage: String(error.message),
        trace: String(error.stack || '').split('\n'),
      }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };
const named = (name, message) => Object.assign(new Error(message), { name });

function load() {
  const loaded = new Module(workerData.filename);
  loaded.filename = workerData.filename;
  loaded.paths = [];
  try {
    loaded._compile(workerData.source, workerData.filename);
  } catch (error) {
    throw error instanceof SyntaxError ? named('Runtime.UserCodeSyntaxError', 'SyntaxError: ' + error.message) : error;
  }
  const handler = loaded.exports[workerData.handlerName];
  if (typeof handler !== 'function') {
    throw named('Runtime.HandlerNotFound', workerData.handler + ' is undefined or not exported');
  }
  if (handler.length > 2) {
    throw named('Runtime.CallbackHandlerDeprecated', 'A handler takes event and context and returns a promise.');
  }
  return handler;
}

let handler;
try {
  handler = load();
  post({ type: 'ready' });
} catch (error) {
  post({ type: 'init-failed', error: describe(error) });
}

parentPort.on('message', async ({ event, context, timeoutMs }) => {
  requestId = context.awsRequestId;
  const deadline = performance.now() + timeoutMs;
  context.getRemainingTimeInMillis = () => Math.max(0, deadline - performance.now());
  context.callbackWaitsForEmptyEventLoop = true;
  try {
    const result = await handler(JSON.parse(event), context);
    post({ type: 'result', payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    post({ type: 'failed', error: describe(error) });
  }
});
`;
