// @ts-check
'use strict';
const dns = require('node:dns');

const LOOPBACK = { address: '127.0.0.1', family: 4 };

/**
 * Names ending in `localhost` resolve to 127.0.0.1 (RFC 6761 section 6.3), which the system's resolver may not know:
 * that is where the sandbox's distributions and origins are.
 */
exports.resolveLocalNames = function resolveLocalNames() {
  /** @type {any} */
  const system = dns.lookup;
  /** @type {any} */
  const resolver = dns;
  resolver.lookup = (/** @type {unknown} */ name, /** @type {any} */ options, /** @type {any} */ callback) => {
    if (!isLocal(name)) return system(name, options, callback);
    const done = typeof options === 'function' ? options : callback;
    process.nextTick(() => (options?.all ? done(null, [LOOPBACK]) : done(null, LOOPBACK.address, LOOPBACK.family)));
  };
  /** @type {any} */
  const later = dns.promises.lookup;
  resolver.promises.lookup = async (/** @type {unknown} */ name, /** @type {any} */ options) => {
    if (!isLocal(name)) return later(name, options);
    return options?.all ? [LOOPBACK] : LOOPBACK;
  };
};

/** @param {unknown} name */
function isLocal(name) {
  return typeof name === 'string' && /(^|\.)localhost\.?$/i.test(name);
}
