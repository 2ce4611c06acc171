// @ts-check
'use strict';
const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

/**
 * Loads the handler's module, CommonJS or ES, and takes the export that the handler names. Errors have the types of
 * Lambda's Node.js runtime.
 *
 * @param {string} taskRoot
 * @param {string} handler `folder/file.export`
 * @returns {Promise<(event: unknown, context: unknown) => unknown>}
 */
exports.loadHandler = async function loadHandler(taskRoot, handler) {
  const dot = handler.lastIndexOf('.');
  const module = await loadModule(join(taskRoot, handler.slice(0, dot)));
  const found = module[handler.slice(dot + 1)] ?? module.default?.[handler.slice(dot + 1)];
  if (typeof found !== 'function') {
    throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  if (found.length > 2) {
    throw named('Runtime.CallbackHandlerDeprecated', 'A handler takes event and context and returns a promise.');
  }
  return found;
};

/** @param {string} stem path without ending */
async function loadModule(stem) {
  const file = ['.js', '.mjs', '.cjs'].map((ending) => stem + ending).find(existsSync) ?? `${stem}.js`;
  try {
    return file.endsWith('.mjs') ? await import(pathToFileURL(file).href) : await requireOrImport(file);
  } catch (error) {
    if (error instanceof SyntaxError) throw named('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    if (['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(codeOf(error))) {
      throw named('Runtime.ImportModuleError', String(error));
    }
    throw error;
  }
}

/** @param {string} file a `.js` that may be an ES module, by the package.json beside it */
async function requireOrImport(file) {
  try {
    return createRequire(file)(file);
  } catch (error) {
    if (codeOf(error) !== 'ERR_REQUIRE_ESM') throw error;
    return import(pathToFileURL(file).href);
  }
}

/** @param {any} error */
function codeOf(error) {
  return error?.code;
}

/**
 * @param {string} name
 * @param {string} message
 */
function named(name, message) {
  return Object.assign(new Error(message), { name });
}
