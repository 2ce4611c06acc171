// @ts-check
'use strict';
const { format } = require('node:util');

const LEVELS = { log: 'INFO', info: 'INFO', debug: 'DEBUG', trace: 'TRACE', warn: 'WARN', error: 'ERROR' };

/**
 * Sends what the code logs as lines of its log, in the form of Lambda's Node.js runtime: time, request id, level, text.
 *
 * @param {(text: string) => void} log
 * @param {() => string} requestId of the invocation that runs
 */
exports.sendLogs = function sendLogs(log, requestId) {
  for (const [method, level] of Object.entries(LEVELS)) {
    const print = (/** @type {unknown[]} */ ...values) =>
      log([new Date().toISOString(), requestId(), level, format(...values)].join('\t'));
    Object.assign(console, { [method]: print });
  }
  for (const stream of [process.stdout, process.stderr]) {
    const write = (
      /** @type {string | Uint8Array} */ chunk,
      /** @type {unknown} */ encoding,
      /** @type {(() => void) | undefined} */ done,
    ) => {
      log(String(chunk).replace(/\n$/, ''));
      const written = typeof encoding === 'function' ? /** @type {() => void} */ (encoding) : done;
      if (written) queueMicrotask(written);
      return true;
    };
    Object.assign(stream, { write });
  }
};
