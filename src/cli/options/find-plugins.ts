import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isPluginFile } from '../../modules/module-name.js';
import { BUILT_IN } from '../../plugins/plugin-about.js';
import type { RawOptions } from '../command-line/table.js';
import type { ProcessIo } from '../process-io.js';
import { splitInput } from './plugin-input.js';

/** Where libraries of plugins are, besides the folders of SYSDIG_PLUGIN_DIR. */
const FOLDERS = ['/usr/share/sysdig/plugins', '/usr/share/falco/plugins'];

/** The folders of plugins, the first one first: of the variable, the last one. */
function foldersOf(env: ProcessIo['env']): readonly string[] {
  const named = (env['SYSDIG_PLUGIN_DIR'] ?? '').split(';').filter((folder) => folder !== '');
  return [...named.reverse(), ...FOLDERS];
}

/** What -I or -H say, with the path of a library instead of its name, if a folder has it and it is not built in. */
function found(text: string, folders: readonly string[]): string {
  const { name } = splitInput(text);
  if (name === '' || name in BUILT_IN || isPluginFile(name)) return text;
  const paths = folders.flatMap((folder) => [join(folder, `lib${name}.so`), join(folder, `${name}.so`)]);
  const path = paths.find((candidate) => !candidate.includes(':') && existsSync(candidate));
  return path === undefined ? text : path + text.slice(name.length);
}

/**
 * The options with the plugins of --plugin-config-file, and with paths instead of the names of libraries that are in folders of
 * plugins. Libraries are not loaded to learn their names: it is that of the file. Throws SyssharkError USAGE.
 */
export async function findPlugins(options: RawOptions, env: ProcessIo['env']): Promise<RawOptions> {
  const { pluginConfigFile: file, read, input } = options;
  const isFree = read === undefined && input === undefined;
  const named = file === undefined ? {} : (await import('./falco-config.js')).readFalcoConfig(file, isFree);
  const folders = foldersOf(env);
  const plugins = [...(named.plugin ?? []), ...(options.plugin ?? [])].map((text) => found(text, folders));
  const asked = input ?? named.input;
  return {
    ...options,
    ...(plugins.length > 0 && { plugin: plugins }),
    ...(asked !== undefined && { input: found(asked, folders) }),
  };
}
