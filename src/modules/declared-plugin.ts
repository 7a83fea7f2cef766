import type { OwnPlugin } from '../api/plugin.js';
import { isObject } from '../bytes/json-object.js';
import {
  aFunction,
  aText,
  type Check,
  checkMembers,
  isText,
  isWhole,
  oneOf,
  optional,
  unlessOf,
  wrongIn,
} from './member-checks.js';
import { PLUGIN_VALUES } from './plugin-values.js';

/** A plugin as a module exports it, once its members have been checked. */
export type AnyPlugin = OwnPlugin<unknown>;

const NAME = /^[A-Za-z][\w-]*$/;
const MAX_ID = 2 ** 32 - 1;
const aName = unlessOf('letters, digits, _ and -', (value) => typeof value === 'string' && NAME.test(value));

const FIELD_CHECKS: Readonly<Record<string, Check>> = {
  type: oneOf(...Object.keys(PLUGIN_VALUES)),
  description: aText,
  display: optional(aText),
  arg: optional(oneOf('allowed', 'required')),
  value: aFunction,
};

const CHECKS: Readonly<Record<keyof AnyPlugin, Check>> = {
  name: aName,
  description: aText,
  id: unlessOf(`a whole number from 1 to ${MAX_ID}`, isWhole(MAX_ID, 1)),
  source: unlessOf('letters, digits, _ and -, not syscall', (value) => aName(value) === null && value !== 'syscall'),
  isLive: optional(unlessOf('true or false', (value) => typeof value === 'boolean')),
  open: aFunction,
  parse: aFunction,
  fields: unlessOf('an object with at least one field', (value) => isObject(value) && Object.keys(value).length > 0),
  info: optional(aFunction),
};

const WHAT = { noun: 'plugin', maker: 'definePlugin', page: 'OWN-SOURCES.md' };

/** The plugin that a module exports. Throws SyssharkError USAGE if it exports none, or one with a wrong member. */
export function pluginOf(path: string, exported: unknown): AnyPlugin {
  checkMembers(path, exported, CHECKS, WHAT);
  const plugin = exported as unknown as AnyPlugin;
  for (const [name, field] of Object.entries<unknown>(plugin.fields)) checkField(path, name, field);
  return plugin;
}

function checkField(path: string, name: string, field: unknown): void {
  const what = `the field ${name}`;
  if (!isText(name) || !isObject(field)) throw wrongIn(path, `${what} must be { type, description, value }`);
  const unknown = Object.keys(field).find((member) => !(member in FIELD_CHECKS));
  if (unknown !== undefined) throw wrongIn(path, `${what} has a member "${unknown}", which fields do not have`);
  for (const [member, check] of Object.entries(FIELD_CHECKS)) {
    const expected = check(field[member]);
    if (expected !== null) throw wrongIn(path, `${member} of ${what} must be ${expected}`);
  }
}
