// Imports ES modules of users for the program, whose code from a cache can require, but not import (scripts/bundle.js).
// In them, 'sysshark' is this installation. Older versions of Node.js load this file once more, as the hooks that say so.
const { register, registerHooks } = require('node:module');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const SELF = pathToFileURL(__filename).href;
const LIBRARY = pathToFileURL(join(__dirname, '../dist/library/index.js')).href;

exports.resolve = function resolve(specifier, context, next) {
  if (specifier === 'sysshark') return { url: LIBRARY, shortCircuit: true };
  // what is asked for is an ES module, whatever a package.json above it says
  const isAsked = context.parentURL === SELF && specifier.endsWith('.js');
  return isAsked ? { url: specifier, format: 'module', shortCircuit: true } : next(specifier, context);
};

let isReady = false;

exports.importModule = function importModule(url) {
  if (!isReady && registerHooks !== undefined) registerHooks({ resolve: exports.resolve });
  else if (!isReady) register(SELF);
  isReady = true;
  return import(url);
};
