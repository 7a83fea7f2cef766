import { isLibraryName } from '../../modules/module-name.js';
import {
  type PluginFacts,
  renderPluginInfo,
  renderPluginList,
  renderPluginListJson,
} from '../../output/plugin-list.js';
import { SOURCES, type SourceKind } from '../../run/sources.js';
import type { RawOptions } from '../command-line/table.js';
import { EXIT } from '../exit-codes.js';
import { parsePlugins, pluginNamed } from '../options/plugin-input.js';
import { printText } from '../print/print-text.js';
import type { ProcessIo } from '../process-io.js';
import { ModuleRights } from '../run/module-rights.js';
import { builtInFacts, libraryFacts } from './plugin-facts.js';

/** Lists the plugins (-Il), as text or JSON. Throws SyssharkError USAGE for wrong settings of -H. */
export async function runPluginList(
  { json, plugin = [] }: RawOptions,
  sources: readonly SourceKind[],
): Promise<number> {
  parsePlugins(plugin, sources);
  const plugins = SOURCES.flatMap(builtInFacts);
  await printText(json ? renderPluginListJson(plugins) : renderPluginList(plugins));
  return EXIT.DONE;
}

/** What a library of Falco says, which runs for that. Throws SyssharkError. */
async function askLibrary(
  { pluginInfo: path = '', relinquishPrivileges }: RawOptions,
  processIo: ProcessIo,
): Promise<readonly PluginFacts[]> {
  new ModuleRights(relinquishPrivileges, processIo).giveUpFor(path);
  const { describeLibrary } = await import('../../plugins/host/hosted-plugin.js');
  return [libraryFacts(path, await describeLibrary(path, processIo.warn))];
}

/** Throws SyssharkError USAGE. */
function findBuiltIn({ pluginInfo = '', plugin = [] }: RawOptions): readonly PluginFacts[] {
  parsePlugins(plugin, SOURCES);
  return builtInFacts(pluginNamed(pluginInfo, '--plugin-info', SOURCES));
}

/** Describes a plugin (--plugin-info), as text or JSON. Throws SyssharkError USAGE for an unknown name, and for wrong settings of -H. */
export async function runPluginInfo(options: RawOptions, processIo: ProcessIo): Promise<number> {
  const isLibrary = isLibraryName(options.pluginInfo ?? '');
  const facts = isLibrary ? await askLibrary(options, processIo) : findBuiltIn(options);
  await printText(options.json ? renderPluginListJson(facts) : facts.map(renderPluginInfo).join(''));
  return EXIT.DONE;
}
