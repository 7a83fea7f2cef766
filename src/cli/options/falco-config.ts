import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { isObject } from '../../bytes/json-object.js';
import { SyssharkError } from '../../errors.js';
import { BUILT_IN } from '../../plugins/plugin-about.js';
import { reasonOf } from '../../source/system-error.js';
import type { RawOptions } from '../command-line/table.js';

/** Where libraries are whose paths are relative. */
const FALCO_PLUGINS = '/usr/share/falco/plugins';

/** What -H and -I would say. */
type Named = Pick<RawOptions, 'plugin' | 'input'>;

/** A plugin of the file: what names it in -H and -I, its settings, and what it opens. */
interface Entry {
  readonly name: string;
  readonly plugin: string;
  readonly config: string;
  /** undefined if the file does not say. */
  readonly params: string | undefined;
}

type Members = Readonly<Record<string, unknown>>;

const wrong = (path: string, what: string): SyssharkError =>
  new SyssharkError('USAGE', `--plugin-config-file ${path}: ${what}`);

function contentOf(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw wrong(path, reasonOf(error));
  }
  try {
    // an excerpt of the file is left out: it may hold secrets
    return parse(text, { prettyErrors: false });
  } catch (error) {
    throw wrong(path, `it is no YAML: ${(error as Error).message}`);
  }
}

/** Settings are a text, or a map that becomes JSON. */
function configOf(path: string, name: string, given: unknown): string {
  if (given === undefined || given === null) return '';
  if (typeof given === 'string') return given;
  if (isObject(given)) return JSON.stringify(given);
  throw wrong(path, `init_config of ${name} must be a text or a map`);
}

/** The library of an entry, or the plugin of the same name that is built in, if there is no such file. */
function pluginOf(path: string, name: string, library: unknown): string {
  if (typeof library !== 'string' || library === '') throw wrong(path, `the plugin ${name} has no library_path`);
  const file = resolve(FALCO_PLUGINS, library);
  if (file.includes(':')) throw wrong(path, `library_path of ${name} has a colon: ${library}`);
  return !existsSync(file) && name in BUILT_IN ? name : file;
}

function entryOf(path: string, given: unknown, i: number): Entry {
  const { name, library_path: library, init_config: config, open_params: params } = (given ?? {}) as Members;
  if (typeof name !== 'string' || name === '') throw wrong(path, `plugin ${i + 1} has no name`);
  if (params !== undefined && params !== null && typeof params !== 'string')
    throw wrong(path, `open_params of ${name} must be a text`);
  return {
    name,
    plugin: pluginOf(path, name, library),
    config: configOf(path, name, config),
    params: params ?? undefined,
  };
}

function entriesOf(path: string): readonly Entry[] {
  const content = contentOf(path);
  if (content === null || content === undefined) throw wrong(path, 'it is empty');
  const { plugins, load_plugins: loaded } = (isObject(content) ? content : {}) as Members;
  if (plugins === undefined) throw wrong(path, 'it has no plugins');
  if (!Array.isArray(plugins)) throw wrong(path, 'plugins must be a list');
  const entries = plugins.map((given, i) => entryOf(path, given, i));
  if (loaded === undefined || loaded === null) return entries;
  if (!Array.isArray(loaded)) throw wrong(path, 'load_plugins must be a list of names');
  const missing: unknown = loaded.find((name) => entries.every((entry) => entry.name !== name));
  if (missing !== undefined) throw wrong(path, `load_plugins names ${String(missing)}, which plugins does not have`);
  return entries.filter(({ name }) => loaded.includes(name));
}

/** The entry that delivers events: the one that says what it opens, or the only one. */
function inputOf(path: string, entries: readonly Entry[]): Entry | undefined {
  const opened = entries.filter(({ params }) => params !== undefined);
  const found = opened.length > 0 ? opened : entries;
  if (found.length < 2) return found[0];
  throw wrong(path, `${found.map(({ name }) => name).join(' and ')} could deliver the events: say which with -I NAME`);
}

/**
 * The plugins of a configuration of Falco, as -H and -I would name them; -I only if `needsInput`. Throws SyssharkError USAGE that says
 * what is wrong with the file.
 */
export function readFalcoConfig(path: string, needsInput: boolean): Named {
  const entries = entriesOf(path);
  const input = needsInput ? inputOf(path, entries) : undefined;
  return {
    plugin: entries.map(({ plugin, config }) => (config === '' ? plugin : `${plugin}:${config}`)),
    ...(input && { input: `${input.plugin}:${input.params ?? ''}` }),
  };
}
