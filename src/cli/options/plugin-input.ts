import { SyssharkError } from '../../errors.js';
import { isPluginFile } from '../../modules/module-name.js';
import { readSettings } from '../../plugins/settings.js';
import type { PluginInput, SourceKind } from '../../run/sources.js';
import type { RawOptions } from '../command-line/table.js';

/** The settings that -H gives to plugins, as text, by the plugins' names. */
type Configs = ReadonlyMap<string, string>;

/** What -I says: the name of a plugin, and what follows the first colon, which the plugin itself reads. */
export function splitInput(text: string): Omit<PluginInput, 'config'> {
  const colon = text.indexOf(':');
  return colon < 0 ? { name: text, params: '' } : { name: text.slice(0, colon), params: text.slice(colon + 1) };
}

/** A file with code of users: its path, and its settings ('' for none). */
export interface PluginFile {
  readonly path: string;
  readonly config: string;
}

/** The files with code of users that -H and -I name; of settings that are given twice, the last count. */
export function pluginFiles({ plugin = [], input }: Pick<RawOptions, 'plugin' | 'input'>): readonly PluginFile[] {
  const asked = input === undefined ? [] : [{ name: splitInput(input).name, params: '' }];
  const named = [...asked, ...plugin.map(splitInput)].filter(({ name }) => isPluginFile(name));
  const configs = new Map(named.map(({ name, params }) => [name, params]));
  return [...configs].map(([path, config]) => ({ path, config }));
}

/** What -I names; null without it. Throws SyssharkError USAGE if none of the sources has this name. */
export function parseInput(
  text: string | undefined,
  configs: Configs,
  sources: readonly SourceKind[],
): PluginInput | null {
  if (text === undefined) return null;
  const input = splitInput(text);
  const asked = sources.filter((source) => source.input !== undefined);
  const found = asked.find((source) => source.input === input.name || source.brings?.name === input.name)?.input;
  if (found !== undefined) return { ...input, name: found, config: configs.get(found) ?? '' };
  if (isPluginFile(input.name))
    throw new SyssharkError(
      'USAGE',
      `-I ${input.name} is no input of this command: write a capture with -w, and give it that`,
    );
  const known = asked.map((source) => source.input);
  throw new SyssharkError(
    'USAGE',
    `-I: there is no plugin "${input.name}"; there is ${known.join(', ')}, and one of your own is a path, as ./mine.js`,
  );
}

/** The plugin that an option names. Throws SyssharkError USAGE if there is none of this name. */
export function pluginNamed(name: string, option: string, sources: readonly SourceKind[]): SourceKind {
  const kinds = sources.filter(({ about }) => about !== undefined);
  const kind = kinds.find(({ brings }) => brings?.name === name);
  if (kind !== undefined) return kind;
  const known = kinds.map(({ brings }) => brings?.name).join(', ');
  throw new SyssharkError('USAGE', `${option}: there is no plugin "${name}"; there is ${known}`);
}

/** Throws SyssharkError USAGE for a file with code of users that is not among the sources: its fields would be missing without a word. */
function refuseUnused(files: readonly PluginFile[], sources: readonly SourceKind[]): void {
  const unused = files.find(({ path }) => !sources.some(({ input }) => input === path))?.path;
  if (unused === undefined) return;
  throw new SyssharkError('USAGE', `-H ${unused}: this command does not know fields of modules and libraries`);
}

/**
 * What -H gives to plugins that are built in; of settings that are given twice, the last count. Throws SyssharkError USAGE, also for wrong
 * settings, and for files with code of users that are not among the sources.
 */
export function parsePlugins(given: readonly string[], sources: readonly SourceKind[]): Configs {
  refuseUnused(pluginFiles({ plugin: given }), sources);
  const builtIn = given.map(splitInput).filter(({ name }) => !isPluginFile(name));
  const configs = new Map(builtIn.map(({ name, params }) => [name, params]));
  for (const [name, config] of configs)
    readSettings(config, pluginNamed(name, '-H', sources).about?.settings ?? [], `-H ${name}`);
  return configs;
}
