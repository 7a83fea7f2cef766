import type { SourceFields } from '../fields/source-fields.js';
import type { SourceKind } from '../run/sources.js';
import { EVT } from '../schema/events.js';
import { type AnyPlugin, pluginOf } from './declared-plugin.js';
import { importModule, moduleAt } from './import-module.js';
import { PluginEntries } from './plugin-fields.js';
import { PluginSource } from './plugin-source.js';
import type { ModuleFile } from './thrown.js';

/** The source that a module exports. Throws SyssharkError USAGE, which names the file and, if it can, the line. */
export async function userPlugin(path: string): Promise<SourceKind> {
  const module = moduleAt(path);
  const plugin = pluginOf(path, (await importModule(module))['default']);
  return {
    name: plugin.name,
    input: path,
    isLive: plugin.isLive === true,
    usesProbe: false,
    brings: bringsOf(plugin, module),
    opens: ({ inputs, plugin: asked }) => inputs.length === 0 && asked?.name === path,
    fillsPrefilter: () => false,
    open: async ({ plugin: asked }, { warn }) => ({
      source: new PluginSource(plugin, module, asked?.params ?? '', warn),
    }),
  };
}

function bringsOf(plugin: AnyPlugin, module: ModuleFile): SourceFields {
  const { name, id, source: eventSource } = plugin;
  const entries = new PluginEntries(plugin, module);
  return {
    name,
    kinds: [{ type: EVT.PLUGINEVENT_E, id }],
    fields: entries.fields,
    defaultFormat: null,
    plugin: { id, eventSource, info: entries.info },
  };
}
