// @ts-check
'use strict';
// What runs in the process of an execution environment before a function's code does, as Lambda's Node.js runtime
// would. It speaks with the sandbox over file descriptor 3, in lines of JSON: model/environment/messages.ts.
const { Socket } = require('node:net');
const { confine } = require('./confine.cjs');
const { loadHandler } = require('./load-handler.cjs');
const { resolveLocalNames } = require('./local-names.cjs');
const { sendLogs } = require('./console.cjs');

/** "Lambda quotas", AWS Lambda Developer Guide: an answer of at most 6 MB. */
const MOST_RESPONSE_BYTES = 6_291_556;
/** "CloudWatch Logs quotas", Amazon CloudWatch Logs User Guide: more of one event is cut off. */
const MOST_LOG_CHARACTERS = 262_144;
/** With what Lambda's runtime exits after an error that nothing caught, and after a rejection. */
const UNCAUGHT_EXIT = 129;
const UNHANDLED_EXIT = 128;

const channel = new Socket({ fd: 3, readable: true, writable: true });
/** Ends the process without the code's own exit listeners, which may never return. */
const end = (/** @type {number} */ code) => /** @type {any} */ (process).reallyExit(code);
let requestId = 'undefined';
let taskRoot = '/var/task';
/** @type {(event: unknown, context: unknown) => unknown} */
let handler;

/**
 * @param {object} message
 * @param {() => void} [sent]
 */
const post = (message, sent) => channel.write(`${JSON.stringify(message)}\n`, sent);
sendLogs(
  (text) => post({ type: 'log', text: text.slice(0, MOST_LOG_CHARACTERS) }),
  () => requestId,
);
resolveLocalNames();
confine(channel);

// The sandbox is gone: nothing of a function outlives it.
channel.on('close', () => end(0));
channel.on('error', () => end(0));
let unread = '';
channel.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
  const lines = (unread + text).split('\n');
  unread = lines.pop() ?? '';
  for (const line of lines) receive(JSON.parse(line));
});

process.on('uncaughtException', (error) => crash(describe(error), UNCAUGHT_EXIT));
process.on('unhandledRejection', (reason) => {
  const { errorType, errorMessage, trace } = describe(reason);
  const what = { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: `${errorType}: ${errorMessage}`, trace };
  crash(what, UNHANDLED_EXIT);
});

/** @param {any} message */
function receive(message) {
  if (message.type === 'start') void start(message);
  else void invoke(message);
}

/** @param {{ taskRoot: string, handler: string, variables: Record<string, string> }} spec */
async function start(spec) {
  taskRoot = spec.taskRoot;
  // Only now: at its start Node, and the system's loader, would follow NODE_OPTIONS or LD_PRELOAD.
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, spec.variables);
  try {
    handler = await loadHandler(taskRoot, spec.handler);
    post({ type: 'ready' });
  } catch (error) {
    post({ type: 'init-failed', error: describe(error) });
  }
}

/** @param {{ event: string, context: Record<string, unknown>, timeoutMs: number }} invocation */
async function invoke({ event, context, timeoutMs }) {
  requestId = String(context.awsRequestId);
  const deadline = performance.now() + timeoutMs;
  context.getRemainingTimeInMillis = () => Math.max(0, deadline - performance.now());
  context.callbackWaitsForEmptyEventLoop = true;
  try {
    const payload = JSON.stringify(await handler(JSON.parse(event), context)) ?? 'null';
    const size = Buffer.byteLength(payload);
    if (size <= MOST_RESPONSE_BYTES) post({ type: 'result', payload });
    else post({ type: 'failed', error: tooLarge(size) });
  } catch (error) {
    post({ type: 'failed', error: describe(error) });
  }
}

/**
 * @param {object} error
 * @param {number} code
 */
function crash(error, code) {
  post({ type: 'crashed', error }, () => end(code));
}

/** @param {number} size bytes */
function tooLarge(size) {
  const errorMessage = `Response payload size (${size} bytes) exceeded maximum allowed payload size (${MOST_RESPONSE_BYTES} bytes).`;
  return { errorType: 'Function.ResponseSizeTooLarge', errorMessage };
}

/**
 * An error as its payload has it. Paths are those that the function would have in Lambda.
 *
 * @param {any} error
 */
function describe(error) {
  const isError = typeof error === 'object' && error !== null && 'message' in error;
  if (!isError) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  const asInLambda = (/** @type {unknown} */ text) => String(text ?? '').replaceAll(taskRoot, '/var/task');
  return {
    errorType: String(error.name || 'Error'),
    errorMessage: asInLambda(error.message),
    trace: asInLambda(error.stack).split('\n'),
  };
}
